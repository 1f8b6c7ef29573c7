import fc from 'fast-check';
import type { Predicate, SourceRow, SourceValue } from './contract.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';

/** Whether a row satisfies a predicate: what predicates mean, said once more without a source. */
export const holds = (where: Predicate, row: SourceRow): boolean => verdict(where, row) === true;

/** True, false, or undecided. */
type Verdict = boolean | null;

function verdict(where: Predicate, row: SourceRow): Verdict {
  const value = (column: string): SourceValue => row[column] ?? null;
  switch (where.kind) {
    case 'all':
      return both(where.of.map((part) => verdict(part, row)));
    case 'any':
      return either(where.of.map((part) => verdict(part, row)));
    case 'not':
      return opposite(verdict(where.of, row));
    case 'not-false':
      return verdict(where.of, row) !== false;
    case 'compare':
      return compares(value(where.column), where.op, where.value);
    case 'in':
      return either(where.values.map((one) => compares(value(where.column), '=', one)));
    case 'in-tuples':
      return either(
        where.tuples.map((tuple) =>
          both(where.columns.map((column, at) => compares(value(column), '=', tuple[at] ?? null))),
        ),
      );
    case 'prefix': {
      const text = value(where.column);
      return either(where.prefixes.map((prefix) => (text === null ? null : String(text).startsWith(prefix))));
    }
    case 'is-null':
      return value(where.column) === null;
  }
}

const both = (parts: readonly Verdict[]): Verdict =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;
const opposite = (part: Verdict): Verdict => (part === null ? null : !part);
const either = (parts: readonly Verdict[]): Verdict => opposite(both(parts.map(opposite)));

/** Null compares to nothing. */
function compares(left: SourceValue, op: string, right: SourceValue): Verdict {
  if (left === null || right === null) return null;
  if (op === '=') return left === right;
  if (op === '<>') return left !== right;
  return op === '<' ? left < right : op === '<=' ? left <= right : op === '>' ? left > right : left >= right;
}

const valueOf = (column: string): fc.Arbitrary<SourceValue> =>
  fc.constantFrom(...CONTRACT_ROWS.map((row) => row[column] ?? null));
const ORDERED = ['record_id', 'amount', 'ratio', 'day', 'month'];

const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.constantFrom(...ORDERED).chain((column) =>
    fc.record({
      kind: fc.constant('compare' as const),
      column: fc.constant(column),
      op: fc.constantFrom(...(['=', '<>', '<', '<=', '>', '>='] as const)),
      value: valueOf(column),
    }),
  ),
  fc.constantFrom('label', 'family', 'is_open', 'seen_at', 'amount').chain((column) =>
    fc.record({
      kind: fc.constant('in' as const),
      column: fc.constant(column),
      values: fc.array(valueOf(column), { maxLength: 4 }),
    }),
  ),
  fc.record({
    kind: fc.constant('in-tuples' as const),
    columns: fc.constant(['family', 'month', 'amount']),
    tuples: fc.array(fc.tuple(valueOf('family'), valueOf('month'), valueOf('amount')), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('prefix' as const),
    column: fc.constant('division'),
    prefixes: fc.array(fc.constantFrom('23', '239901', '2399%', '239902001', ''), { maxLength: 2 }),
  }),
  fc.constant<Predicate>({ kind: 'is-null', column: 'label' }),
);
const { predicate: tied } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('predicate'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constantFrom('not' as const, 'not-false' as const), of: tie('predicate') }),
  ),
}));

/** Predicates over `contract_row`, nested, with values that its rows have. */
export const anyPredicate: fc.Arbitrary<Predicate> = tied;
