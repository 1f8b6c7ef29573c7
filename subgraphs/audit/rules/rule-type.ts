import type { Measure } from '../operation/measure.ts';
import type { Period, RuleType, Unit } from './typed-expression.ts';

/** A number's type. */
export type NumberType = Extract<RuleType, { readonly kind: 'number' }>;

export const BOOL: RuleType = { kind: 'bool' };
export const TEXT: RuleType = { kind: 'text' };
export const DAY: RuleType = { kind: 'day' };
export const MONTH: RuleType = { kind: 'month' };

/** A number without a unit, which takes that of what it meets. */
export function bareNumber(scale = 0): NumberType {
  return { kind: 'number', unit: null, per: null, scale };
}

/** How many decimals a `Float` parameter may have. */
const PARAMETER_SCALE = 6;

/**
 * The type of a GraphQL scalar or enum; everything without arithmetic is text. Null for a `Float` without a measure: how
 * many decimals it has is not known.
 * @param measure what the field measures; null for a field without a measure
 */
export function typeOfField(graphqlType: string, measure: Measure | null): RuleType | null {
  switch (graphqlType) {
    case 'Boolean':
      return BOOL;
    case 'Date':
      return DAY;
    case 'Month':
      return MONTH;
    case 'Int':
    case 'Fen':
    case 'Float':
      if (measure === null) return graphqlType === 'Float' ? null : bareNumber();
      return { kind: 'number', unit: measure.unit, per: measure.per, scale: measure.scale };
    default:
      return TEXT;
  }
}

/** The type of a parameter of a run: its numbers are bare. */
export function typeOfParameter(graphqlType: string): RuleType {
  return typeOfField(graphqlType, null) ?? bareNumber(PARAMETER_SCALE);
}

const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  FEN: 'money',
  SQUARE_METRES: 'an area',
  PERCENT: 'a percentage',
  PEOPLE: 'a number of people',
  MONTHS: 'a number of months',
  YEARS: 'a number of years',
  DAYS: 'a number of days',
  MILLILITRES: 'a volume',
  COUNT: 'a count',
};
const PERIOD_WORDS: Readonly<Record<Period, string>> = {
  MONTH: ' a month',
  YEAR: ' a year',
  TERM: ' a term',
  EVENT: ' of single events',
  STOCK: ' at hand',
};
const KIND_WORDS = { bool: 'a condition', text: 'text', day: 'a day', month: 'a month' } as const;

/** A type in words for the author of a rule: `money a month`. */
export function describeType(type: RuleType): string {
  if (type.kind !== 'number') return KIND_WORDS[type.kind];
  if (type.unit === null) return 'a bare number';
  return `${UNIT_WORDS[type.unit]}${type.per === null ? '' : PERIOD_WORDS[type.per]}`;
}
