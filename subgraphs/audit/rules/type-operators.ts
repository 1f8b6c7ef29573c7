import type { ASTNode } from '@marcbachmann/cel-js';
import type { SluiceError } from '../../../errors/sluice-error.ts';
import { refusalAt, wordsOf, type ExpressionSource } from './parse-expression.ts';
import { BOOL, describeType, type NumberType } from './rule-type.ts';
import { ruleValueOf, within64Bits } from './rule-value.ts';
import type { Arithmetic, Comparison, RuleType, TypedExpression, Unit } from './typed-expression.ts';

/** A typed side of an operator, and where it stands. */
export interface Operand {
  readonly expression: TypedExpression;
  readonly node: Pick<ASTNode, 'start' | 'end'>;
  readonly source: ExpressionSource;
}

/** Products of three measured numbers have at most so many decimals; more leave no room for the number. */
const MAX_PRODUCT_SCALE = 12;

/** Numbers of these count and do not measure: something may be multiplied and divided by them. */
const COUNTING: ReadonlySet<Unit | null> = new Set<Unit | null>([null, 'PERCENT', 'PEOPLE', 'COUNT']);

export function comparison(operator: Comparison, one: Operand, other: Operand): TypedExpression {
  const { left, right, type } = meet(one, other, 'compared');
  const isEquality = operator === '==' || operator === '!=';
  if (!isEquality && (type.kind === 'text' || type.kind === 'bool'))
    throw refused(one, `${words(one)} is ${describeType(type)}, which has no order: ask by \`==\` or \`in\``);
  return { op: 'compare', type: BOOL, comparison: operator, left, right };
}

export function arithmetic(operator: Arithmetic, one: Operand, other: Operand): TypedExpression {
  const left = numberOf(one);
  const right = numberOf(other);
  const { expression: by } = other;
  if ((operator === '/' || operator === '%') && by.op === 'literal' && by.value === 0n)
    throw refused(other, 'nothing is divided by zero');
  if (operator === '*') return product(one, other, left, right);
  if (operator === '/') return quotient(one, other, left, right);
  const met = meet(one, other, operator === '+' ? 'added' : 'subtracted');
  return { op: 'arithmetic', type: met.type, operator, left: met.left, right: met.right };
}

/** `-x`, which is `0 - x`; of a constant the constant. */
export function negative(of: Operand): TypedExpression {
  const type = numberOf(of);
  const { expression } = of;
  if (expression.op === 'literal') return { op: 'literal', type, value: -(expression.value as bigint) };
  const zero: TypedExpression = { op: 'literal', type, value: 0n };
  return { op: 'arithmetic', type, operator: '-', left: zero, right: expression };
}

export function branches(condition: TypedExpression, one: Operand, other: Operand): TypedExpression {
  const { left, right, type } = meet(one, other, 'the two outcomes of one question');
  return { op: 'if', type, condition, then: left, otherwise: right };
}

export function membership(of: Operand, items: readonly Operand[], node: Operand['node']): TypedExpression {
  if (items.length === 0) throw refusalAt(of.source, node.start, 'nothing is in an empty list');
  const met = items.map((item) => {
    if (item.expression.op !== 'literal') throw refused(item, `${words(item)} is no constant`);
    return meet(of, item, 'compared');
  });
  const scale = Math.max(...met.map(({ type }) => (type.kind === 'number' ? type.scale : 0)));
  const values = met.map(({ right }) => {
    const { value } = toScale(right, scale) as Extract<TypedExpression, { readonly op: 'literal' }>;
    if (typeof value === 'boolean') throw refused(of, 'a condition is in no list');
    return value;
  });
  return { op: 'in', type: BOOL, of: toScale(of.expression, scale), values };
}

interface Met {
  readonly left: TypedExpression;
  readonly right: TypedExpression;
  readonly type: RuleType;
}

/** Two sides as one type: bare numbers take the other's unit, constants in text become days and months, scales the larger. */
function meet(one: Operand, other: Operand, how: string): Met {
  const [left, right] = [asCalendar(one, other), asCalendar(other, one)];
  const [first, second] = [left.type, right.type];
  if (first.kind === 'number' && second.kind === 'number') {
    const type = commonNumber(first, second);
    if (type === null) throw apart(one, other, how);
    return { left: toScale(left, type.scale), right: toScale(right, type.scale), type };
  }
  if (first.kind !== second.kind) throw apart(one, other, how);
  return { left, right, type: first };
}

/** Null where the two measure different things, or belong to different periods. */
function commonNumber(one: NumberType, other: NumberType): NumberType | null {
  if (one.unit !== null && other.unit !== null) {
    if (one.unit !== other.unit || one.per !== other.per) return null;
  }
  const { unit, per } = one.unit === null ? other : one;
  return { kind: 'number', unit, per, scale: Math.max(one.scale, other.scale) };
}

/** A constant in text that meets a day or a month is one. */
function asCalendar(side: Operand, other: Operand): TypedExpression {
  const { expression } = side;
  const { type } = other.expression;
  if (expression.op !== 'literal' || typeof expression.value !== 'string') return expression;
  if (type.kind !== 'day' && type.kind !== 'month') return expression;
  if (ruleValueOf(type, expression.value) === null)
    throw refused(
      side,
      `${words(side)} is not ${describeType(type)} of the calendar; write it ${type.kind === 'day' ? '"2026-07-15"' : '"2026-07"'}`,
    );
  return { op: 'literal', type, value: expression.value };
}

function product(one: Operand, other: Operand, left: NumberType, right: NumberType): TypedExpression {
  const [measuring, counting] = COUNTING.has(right.unit) ? [left, right] : [right, left];
  if (!COUNTING.has(counting.unit)) throw apart(one, other, 'multiplied');
  const scale = left.scale + right.scale;
  if (scale > MAX_PRODUCT_SCALE)
    throw refused(one, `${words(one)} times ${words(other)} has more than ${MAX_PRODUCT_SCALE} decimals`);
  const { unit, per } = measuring.unit === null ? counting : measuring;
  const type: NumberType = { kind: 'number', unit, per, scale };
  return { op: 'arithmetic', type, operator: '*', left: one.expression, right: other.expression };
}

function quotient(one: Operand, other: Operand, left: NumberType, right: NumberType): TypedExpression {
  if (!COUNTING.has(right.unit)) {
    const isShare = left.unit === right.unit && left.per === right.per;
    const hint = isShare ? '; a share is asked for as a product, `a > 0.6 * b`' : '';
    throw refused(other, `nothing is divided by ${describeType(right)}, as ${words(other)} is${hint}`);
  }
  const type: NumberType = {
    ...left,
    unit: left.unit ?? right.unit,
    per: left.unit === null ? right.per : left.per,
  };
  const dividend = rescaled(one.expression, right.scale, left.scale + right.scale);
  return { op: 'arithmetic', type, operator: '/', left: dividend, right: other.expression };
}

function toScale(expression: TypedExpression, scale: number): TypedExpression {
  const { type } = expression;
  return type.kind === 'number' ? rescaled(expression, scale - type.scale, scale) : expression;
}

function rescaled(of: TypedExpression, by: number, scale: number): TypedExpression {
  if (by === 0 || of.type.kind !== 'number') return of;
  const type: RuleType = { ...of.type, scale };
  if (of.op !== 'literal') return { op: 'rescale', type, by, of };
  const value = within64Bits((of.value as bigint) * 10n ** BigInt(by));
  return value === null ? { op: 'rescale', type, by, of } : { op: 'literal', type, value };
}

function numberOf(of: Operand): NumberType {
  const { type } = of.expression;
  if (type.kind === 'number') return type;
  const hint = type.kind === 'day' || type.kind === 'month' ? '; move it by `addDays` or `addMonths`' : '';
  throw refused(of, `${words(of)} is ${describeType(type)}, and only numbers are reckoned with${hint}`);
}

function apart(one: Operand, other: Operand, how: string): SluiceError {
  const [first, second] = [one.expression.type, other.expression.type];
  const isPeriod =
    first.kind === 'number' && second.kind === 'number' && first.unit === second.unit && first.unit !== null;
  const why = isPeriod ? '; an amount of one period is never taken for one of another' : '';
  return refused(
    other,
    `${words(one)} is ${describeType(first)} and ${words(other)} is ${describeType(second)}: they can not be ${how}${why}`,
  );
}

function refused(of: Operand, reason: string): SluiceError {
  return refusalAt(of.source, of.node.start, reason);
}

function words(of: Operand): string {
  return `\`${wordsOf(of.source, of.node)}\``;
}
