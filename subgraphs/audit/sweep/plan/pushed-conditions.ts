import type { RelationCondition } from '../../../../policies/relation-wire.ts';
import type { Comparison, ReadPath, TypedExpression } from '../../rules/typed-expression.ts';
import { conjunctsOf, pathsOf } from './conjuncts.ts';

/** What a condition of a rule means at the agency whose records it speaks of. */
export interface PushScope {
  /** The field of the graph that a leaf of those records is; null for anything else. */
  fieldOf(path: ReadPath): string | null;
  /** What an expression that reads nothing comes to; null where it is undecided. */
  constant(expression: TypedExpression): string | bigint | boolean | null;
}

/**
 * Such a condition that every record for which none of these is certainly false satisfies it: what it leaves at the agency
 * can not matter. Null where nothing can be said.
 */
export function pushedCondition(
  conditions: readonly TypedExpression[],
  scope: PushScope,
): RelationCondition | null {
  const known = conditions.flatMap(conjunctsOf).flatMap((each) => {
    const pushed = weakened(each, scope);
    return pushed === null ? [] : [pushed];
  });
  return joined('all', known);
}

/** What some use of a relation still needs: a record that any of them does is answered. */
export function anyOf(conditions: readonly (RelationCondition | null)[]): RelationCondition | null {
  const known = conditions.filter((each) => each !== null);
  if (known.length < conditions.length) return null;
  const texts = new Map(known.map((each) => [JSON.stringify(each), each]));
  return joined('any', [...texts.values()]);
}

function joined(kind: 'all' | 'any', of: readonly RelationCondition[]): RelationCondition | null {
  return of.length > 1 ? { kind, of } : (of[0] ?? null);
}

/** A part that can not be said may be left out of `and`, and of nothing else. */
function weakened(expression: TypedExpression, scope: PushScope): RelationCondition | null {
  if (expression.op === 'and') return pushedCondition([expression], scope);
  if (expression.op === 'or') {
    const [left, right] = [weakened(expression.left, scope), weakened(expression.right, scope)];
    return left === null || right === null ? null : { kind: 'any', of: [left, right] };
  }
  return exactly(expression, scope);
}

function exactly(expression: TypedExpression, scope: PushScope): RelationCondition | null {
  switch (expression.op) {
    case 'and':
    case 'or': {
      const [left, right] = [exactly(expression.left, scope), exactly(expression.right, scope)];
      if (left === null || right === null) return null;
      return { kind: expression.op === 'and' ? 'all' : 'any', of: [left, right] };
    }
    case 'not': {
      const of = exactly(expression.of, scope);
      return of === null ? null : { kind: 'not', of };
    }
    case 'has': {
      const field = scope.fieldOf(expression.path);
      return field === null ? null : { kind: 'not', of: { kind: 'is-null', field } };
    }
    case 'read': {
      const field = expression.type.kind === 'bool' ? scope.fieldOf(expression.path) : null;
      return field === null ? null : { kind: 'compare', field, op: '=', value: true };
    }
    case 'compare':
      return compared(expression, scope);
    case 'in':
      return among(expression, scope);
    default:
      return null;
  }
}

const OPS = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function compared(
  { left, right, comparison }: Extract<TypedExpression, { readonly op: 'compare' }>,
  scope: PushScope,
): RelationCondition | null {
  if (pathsOf(left).length === 0) return fieldAgainst(right, MIRRORED[comparison], left, scope);
  return fieldAgainst(left, comparison, right, scope);
}

function fieldAgainst(
  side: TypedExpression,
  comparison: Comparison,
  constant: TypedExpression,
  scope: PushScope,
): RelationCondition | null {
  const value = scope.constant(constant);
  if (value === null) return null;
  if (side.op === 'call' && side.function === 'month') {
    const [day] = side.arguments;
    const field = day?.op === 'read' ? scope.fieldOf(day.path) : null;
    return field === null ? null : dayInMonths(field, comparison, String(value));
  }
  const leaf = leafOf(side, scope);
  if (leaf === null) return null;
  const given = typeof value === 'bigint' ? decimal(value, leaf.scale) : value;
  return given === null ? null : { kind: 'compare', field: leaf.field, op: OPS[comparison], value: given };
}

/** A leaf, maybe brought to another scale: how many decimals the whole number that stands for it has. */
function leafOf(
  expression: TypedExpression,
  scope: PushScope,
): { readonly field: string; readonly scale: number } | null {
  const of = expression.op === 'rescale' ? expression.of : expression;
  const field = of.op === 'read' ? scope.fieldOf(of.path) : null;
  if (field === null) return null;
  return { field, scale: expression.type.kind === 'number' ? expression.type.scale : 0 };
}

/** Digits that a number of JSON carries without loss. */
const EXACT_DIGITS = 15;

/** The number that a whole number of so many decimals stands for; null where JSON could not carry it exactly. */
export function decimal(value: bigint, scale: number): number | null {
  const digits = String(value < 0n ? -value : value);
  return digits.length > EXACT_DIGITS ? null : Number(`${value}e-${scale}`);
}

/** The month of a day as a condition on the day. */
function dayInMonths(field: string, comparison: Comparison, month: string): RelationCondition | null {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next =
    number === 12
      ? `${String(year + 1).padStart(4, '0')}-01-01`
      : `${month.slice(0, 5)}${String(number + 1).padStart(2, '0')}-01`;
  if (year >= 9_999) return null;
  const from = (op: '>=' | '<', value: string): RelationCondition => ({ kind: 'compare', field, op, value });
  const first = `${month}-01`;
  switch (comparison) {
    case '<':
      return from('<', first);
    case '<=':
      return from('<', next);
    case '>':
      return from('>=', next);
    case '>=':
      return from('>=', first);
    case '==':
      return { kind: 'all', of: [from('>=', first), from('<', next)] };
    case '!=':
      return { kind: 'any', of: [from('<', first), from('>=', next)] };
  }
}

function among(
  expression: Extract<TypedExpression, { readonly op: 'in' }>,
  scope: PushScope,
): RelationCondition | null {
  const leaf = leafOf(expression.of, scope);
  if (leaf === null || expression.values.length === 0) return null;
  const values: (string | number)[] = [];
  for (const value of expression.values) {
    const given = typeof value === 'bigint' ? decimal(value, leaf.scale) : value;
    if (given === null) return null;
    values.push(given);
  }
  return { kind: 'in', field: leaf.field, values };
}
