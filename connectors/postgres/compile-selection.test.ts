import { expect, test } from '@jest/globals';
import type { Predicate, Selection } from '../contract.ts';
import { compileSelection } from './compile-selection.ts';
import { timeoutStep } from './postgres-connector.ts';

const types = new Map([
  ['plate', 'text'],
  ['record_id', 'int8'],
  ['month', 'bpchar'],
]);
const compile = (where: Predicate, part: Partial<Selection> = {}) =>
  compileSelection(
    { relation: 'vehicle', columns: ['plate'], where, orderBy: [], ...part },
    types,
    part.limit ?? null,
  );

test('values are parameters, and the text does not depend on how many there are', () => {
  const one = compile({ kind: 'in', column: 'plate', values: ['A'] });
  const many = compile({ kind: 'in', column: 'plate', values: ['A', 'B', "C'"] });
  expect(one.text).toBe('select "plate" from "vehicle" where "plate" = any($1)');
  expect(many.text).toBe(one.text);
  expect(many.values).toEqual([['A', 'B', "C'"]]);
});

test('tuples are one array a column, cast to the column’s own type', () => {
  const { text, values } = compile({
    kind: 'in-tuples',
    columns: ['month', 'record_id'],
    tuples: [
      ['2026-10', 1],
      ['2026-11', 2],
    ],
  });
  expect(text).toBe(
    'select "plate" from "vehicle" where ("month", "record_id") in (select * from unnest($1::"bpchar"[], $2::"int8"[]))',
  );
  expect(values).toEqual([
    ['2026-10', '2026-11'],
    [1, 2],
  ]);
});

test('nested conditions keep their brackets; everything of nothing is true, any of nothing is false', () => {
  const where: Predicate = {
    kind: 'all',
    of: [
      { kind: 'any', of: [] },
      {
        kind: 'any',
        of: [
          { kind: 'is-null', column: 'plate' },
          { kind: 'all', of: [] },
        ],
      },
    ],
  };
  expect(compile(where).text).toBe(
    'select "plate" from "vehicle" where (false) and (("plate" is null) or (true))',
  );
});

test('order, limit and a schema', () => {
  const { text, values } = compile(
    { kind: 'compare', column: 'record_id', op: '>', value: 5 },
    { relation: 'audit.finding', orderBy: [{ column: 'plate', direction: 'desc' }], limit: 3 },
  );
  expect(text).toBe(
    'select "plate" from "audit"."finding" where "record_id" > $1 order by "plate" desc limit $2',
  );
  expect(values).toEqual([5, 3]);
});

test.each([
  ['a relation', { relation: 'vehicle; select 1' }],
  ['three parts', { relation: 'a.b.c' }],
  ['a column', { columns: ['plate as x'] }],
  ['no column', { columns: [] }],
  ['a column the source has not', { columns: ['owner'] }],
  ['an ordering', { orderBy: [{ column: 'plate"', direction: 'asc' as const }] }],
  ['a limit', { limit: -1 }],
])('%s that is none is refused', (_, part) => {
  expect(() => compile({ kind: 'all', of: [] }, part)).toThrow(
    expect.objectContaining({ reason: 'bad-selection' }),
  );
});

test.each([
  [1, 100],
  [101, 200],
  [9_997, 10_000],
  [10_001, 20_000],
  [Infinity, 100_000_000],
])('%d ms left are a timeout of %d ms at the source', (remaining, step) => {
  expect(timeoutStep(remaining)).toBe(step);
});
