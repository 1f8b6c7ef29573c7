/**
 * The meaning of a rule's text after its types were checked: what is evaluated case by case, written as SQL for a sweep,
 * and held against a CEL interpreter in tests. It has three values: true, false and undecided (`null` here).
 *
 * - A null that a source states, an error, a value of the wrong form, a division by zero and a whole number beyond 64
 *   bits are all undecided, and so is whatever needs them. `and`, `or` and `if` decide where one side decides alone.
 * - Numbers are whole: an amount is in fen, and a field of two decimals is a whole number of scale 2 (75.5 m² is 7550).
 *   So both evaluators are exact and agree.
 */

/** What an amount belongs to. A rule never turns one into another: no yearly total is spread over months. */
export const PERIODS = ['MONTH', 'YEAR', 'TERM', 'EVENT', 'STOCK'] as const;
export type Period = (typeof PERIODS)[number];

export const UNITS = [
  'FEN',
  'SQUARE_METRES',
  'PERCENT',
  'PEOPLE',
  'MONTHS',
  'YEARS',
  'DAYS',
  'MILLILITRES',
  'COUNT',
] as const;
export type Unit = (typeof UNITS)[number];

export type RuleType =
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' }
  | { readonly kind: 'day' }
  | { readonly kind: 'month' }
  | {
      readonly kind: 'number';
      /** Null for a bare number, such as a literal: it takes the unit of what it meets. */
      readonly unit: Unit | null;
      /** Null where a number belongs to no period (an area, a count). */
      readonly per: Period | null;
      /** Decimal places: the value is the whole number divided by ten to this power. */
      readonly scale: number;
    };

/** A value of a rule: text also stands for days and months, whole numbers for all numbers. */
export type Scalar = string | bigint | boolean;

/** A path that an expression reads: the binding, then response names. */
export interface ReadPath {
  readonly binding: string;
  readonly fields: readonly string[];
}

/** `binding.field`, as rules write it. */
export function pathText(path: ReadPath): string {
  return [path.binding, ...path.fields].join('.');
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/**
 * Functions of rules. `month(day)`; `addMonths(month, n)`; `addDays(day, n)`; `monthsBetween(month, month)` and
 * `daysBetween(day, day)` (second less first); `ageOn(born, day)` in whole years; `within(division, code)` whether a
 * division is that one or below it; `startsWith(text, constant)`. The constants of the last two are literals.
 */
export const RULE_FUNCTIONS = [
  'month',
  'addMonths',
  'addDays',
  'monthsBetween',
  'daysBetween',
  'ageOn',
  'within',
  'startsWith',
] as const;
export type RuleFunction = (typeof RULE_FUNCTIONS)[number];

/**
 * Every node knows its type. Operators work on whole numbers as they stand: `rescale` brought the children of `compare`,
 * `+`, `-`, `%` and the branches of `if` to one scale; the scales of `*` add up; the left child of `/` was given the
 * decimals of the right one on top of its own.
 */
export type TypedExpression =
  /** A day and a month are their text. */
  | { readonly op: 'literal'; readonly type: RuleType; readonly value: string | bigint | boolean }
  | { readonly op: 'read'; readonly type: RuleType; readonly path: ReadPath }
  /** A parameter of the run; `asOf`, a day, is one that every run has. */
  | { readonly op: 'parameter'; readonly type: RuleType; readonly name: string }
  /** A dated threshold of the division of the case; undecided where none is in force there. */
  | { readonly op: 'threshold'; readonly type: RuleType; readonly name: string }
  /** What the rule collected under this name. */
  | { readonly op: 'collected'; readonly type: RuleType; readonly name: string }
  /** Whether a value is there; undecided where its record is not known. */
  | { readonly op: 'has'; readonly type: RuleType; readonly path: ReadPath }
  | { readonly op: 'not'; readonly type: RuleType; readonly of: TypedExpression }
  | {
      readonly op: 'and' | 'or';
      readonly type: RuleType;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    }
  | {
      readonly op: 'compare';
      readonly type: RuleType;
      readonly comparison: Comparison;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    }
  /** Division and remainder truncate toward zero; by zero they are undecided. */
  | {
      readonly op: 'arithmetic';
      readonly type: RuleType;
      readonly operator: Arithmetic;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    }
  /** The same value with more decimal places: times ten to the power of `by`. */
  | { readonly op: 'rescale'; readonly type: RuleType; readonly by: number; readonly of: TypedExpression }
  | {
      readonly op: 'in';
      readonly type: RuleType;
      readonly of: TypedExpression;
      readonly values: readonly (string | bigint)[];
    }
  | {
      readonly op: 'if';
      readonly type: RuleType;
      readonly condition: TypedExpression;
      readonly then: TypedExpression;
      readonly otherwise: TypedExpression;
    }
  | {
      readonly op: 'call';
      readonly type: RuleType;
      readonly function: RuleFunction;
      readonly arguments: readonly TypedExpression[];
    };
