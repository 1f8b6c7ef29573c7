import { regionPrefixes } from '../../../../identifiers/region-prefixes.ts';
import type { ReadPath, RuleType, Scalar, TypedExpression } from '../../rules/typed-expression.ts';
import type { SqlValues } from './sql-text.ts';

/** Where an expression finds what it names, each as SQL. */
export interface ExpressionScope {
  readonly values: SqlValues;
  /** A value as the source gave it, null where it gave none or its record is not known. */
  read(path: ReadPath): { readonly value: string; readonly known: string; readonly typeName: string };
  /** Null for a parameter without a value. */
  parameter(name: string): Scalar | null;
  threshold(name: string): string;
  collected(name: string): string;
}

type Node<Op extends TypedExpression['op']> = Extract<TypedExpression, { readonly op: Op }>;

/**
 * A typed expression as DuckDB SQL. Undecided is NULL, which SQL's `AND`, `OR` and `CASE` carry as the rules' own do;
 * whatever fails in between (a whole number beyond 64 bits) becomes NULL by `try`.
 */
export function expressionSql(expression: TypedExpression, scope: ExpressionScope): string {
  const sql = (each: TypedExpression): string => expressionSql(each, scope);
  switch (expression.op) {
    case 'literal':
      return scope.values.of(expression.value);
    case 'read':
      return readSql(expression, scope);
    case 'parameter': {
      const value = scope.parameter(expression.name);
      return value === null ? `CAST(NULL AS ${sqlTypeOf(expression.type)})` : scope.values.of(value);
    }
    case 'threshold':
      return scope.threshold(expression.name);
    case 'collected':
      return scope.collected(expression.name);
    case 'has':
      return hasSql(expression, scope);
    case 'not':
      return `(NOT ${sql(expression.of)})`;
    case 'and':
      return `(${sql(expression.left)} AND ${sql(expression.right)})`;
    case 'or':
      return `(${sql(expression.left)} OR ${sql(expression.right)})`;
    case 'compare':
      return `(${sql(expression.left)} ${COMPARISONS[expression.comparison]} ${sql(expression.right)})`;
    case 'arithmetic':
      return arithmeticSql(expression, scope);
    case 'rescale':
      return `try(${sql(expression.of)} * ${scope.values.of(10n ** BigInt(expression.by))})`;
    case 'in':
      return inSql(expression, scope);
    case 'if':
      return `CASE ${sql(expression.condition)} WHEN TRUE THEN ${sql(expression.then)} WHEN FALSE THEN ${sql(expression.otherwise)} END`;
    case 'call':
      return callSql(expression, scope);
  }
}

/** The type that a value of a rule has in SQL: days and months are their text. */
export function sqlTypeOf(type: RuleType): string {
  if (type.kind === 'bool') return 'BOOLEAN';
  return type.kind === 'number' ? 'BIGINT' : 'VARCHAR';
}

const COMPARISONS = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
const OPERATORS = { '+': '+', '-': '-', '*': '*', '/': '//', '%': '%' } as const;

function readSql(expression: Node<'read'>, scope: ExpressionScope): string {
  const { value, typeName } = scope.read(expression.path);
  return asRuleValue(value, typeName, expression.type);
}

/** A value of the wrong form is as unknown as one that is not there, but nobody can say that it is not there. */
function hasSql(expression: Node<'has'>, scope: ExpressionScope): string {
  const { value, known } = scope.read(expression.path);
  return `CASE WHEN ${known} THEN ${value} IS NOT NULL END`;
}

function asRuleValue(value: string, typeName: string, type: RuleType): string {
  if (type.kind === 'day') return calendarSql(value, value);
  if (type.kind === 'month') return calendarSql(value, `${value} || '-01'`);
  if (type.kind !== 'number') return value;
  if (!WHOLE.has(typeName)) return scaledSql(value, type.scale);
  return type.scale === 0 ? value : `try(${value} * ${10 ** type.scale})`;
}

/** Text that is no day, or no month, of the years from 1 has the wrong form. */
function calendarSql(value: string, day: string): string {
  return `CASE WHEN CAST(try_cast(${day} AS DATE) AS VARCHAR) = ${day} THEN ${value} END`;
}

/** Scalars that are loaded as whole numbers. */
export const WHOLE: ReadonlySet<string> = new Set(['Int', 'Fen']);

/** Digits with a point as a whole number of so many places; one with more places than that has the wrong form. */
export function scaledSql(text: string, scale: number): string {
  const exact = `try_cast(${text} AS DECIMAL(38, 12))`;
  const scaled = `(${exact} * ${10 ** scale})`;
  return `CASE WHEN ${scaled} = trunc(${scaled}) THEN try_cast(${scaled} AS BIGINT) END`;
}

function arithmeticSql(expression: Node<'arithmetic'>, scope: ExpressionScope): string {
  const left = expressionSql(expression.left, scope);
  const right = expressionSql(expression.right, scope);
  // DuckDB answers a division by zero with NULL, and truncates toward zero.
  return `try(${left} ${OPERATORS[expression.operator]} ${right})`;
}

function inSql(expression: Node<'in'>, scope: ExpressionScope): string {
  const of = expressionSql(expression.of, scope);
  if (expression.values.length === 0) return `CASE WHEN ${of} IS NOT NULL THEN FALSE END`;
  return `(${of} IN (${expression.values.map((value) => scope.values.of(value)).join(', ')}))`;
}

const monthNumber = (month: string): string =>
  `(CAST(substr(${month}, 1, 4) AS BIGINT) * 12 + CAST(substr(${month}, 6, 2) AS BIGINT) - 1)`;

function callSql(expression: Node<'call'>, scope: ExpressionScope): string {
  const [first = 'NULL', second = 'NULL'] = expression.arguments.map((each) => expressionSql(each, scope));
  switch (expression.function) {
    case 'month':
      return `substr(${first}, 1, 7)`;
    case 'addMonths':
      return addMonthsSql(first, second);
    case 'addDays':
      return addDaysSql(first, second);
    case 'monthsBetween':
      return `(${monthNumber(second)} - ${monthNumber(first)})`;
    case 'daysBetween':
      return `(CAST(${second} AS DATE) - CAST(${first} AS DATE))`;
    case 'ageOn':
      return ageSql(first, second);
    case 'within':
      return withinSql(first, expression.arguments[1], scope.values);
    case 'startsWith':
      return `starts_with(${first}, ${second})`;
  }
}

function addMonthsSql(month: string, by: string): string {
  const number = `try(${monthNumber(month)} + ${by})`;
  return `CASE WHEN ${number} BETWEEN 12 AND 119999 THEN printf('%04d-%02d', ${number} // 12, ${number} % 12 + 1) END`;
}

/** More days than there are between the first and the last are out of range whatever the day is. */
function addDaysSql(day: string, by: string): string {
  const later = `(CAST(${day} AS DATE) + CAST(${by} AS INTEGER))`;
  const within = `${by} BETWEEN -4000000 AND 4000000`;
  return `CASE WHEN ${within} AND ${later} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN CAST(${later} AS VARCHAR) END`;
}

/** A year is added on the birthday itself; before the birth there is no age (`identifiers/age-on.ts`). */
function ageSql(born: string, day: string): string {
  const years = `CAST(substr(${day}, 1, 4) AS BIGINT) - CAST(substr(${born}, 1, 4) AS BIGINT)`;
  const early = `CASE WHEN substr(${day}, 6) < substr(${born}, 6) THEN 1 ELSE 0 END`;
  return `CASE WHEN ${born} <= ${day} THEN ${years} - ${early} END`;
}

function withinSql(division: string, region: TypedExpression | undefined, values: SqlValues): string {
  if (region?.op !== 'literal') throw new Error('`within` was checked to name a division');
  const prefixes = regionPrefixes(String(region.value));
  return `(${prefixes.map((prefix) => `starts_with(${division}, ${values.of(prefix)})`).join(' OR ')})`;
}
