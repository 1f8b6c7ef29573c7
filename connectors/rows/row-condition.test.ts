import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyPredicate, holds } from '../contract-predicates.ts';
import { CONTRACT_ROWS } from '../contract-rows.ts';
import type { Predicate, SourceValue } from '../contract.ts';
import { order, type ColumnType } from './column-type.ts';
import { rowCondition } from './row-condition.ts';

const COLUMNS = new Map<string, ColumnType>([
  ['record_id', 'whole'],
  ['family', 'text'],
  ['label', 'text'],
  ['amount', 'whole'],
  ['ratio', 'number'],
  ['day', 'day'],
  ['month', 'month'],
  ['seen_at', 'instant'],
  ['is_open', 'boolean'],
  ['division', 'text'],
]);

test('a condition holds of the rows that its predicate describes and of no other', () => {
  fc.assert(
    fc.property(anyPredicate, (where) => {
      const condition = rowCondition(where, COLUMNS);
      expect(CONTRACT_ROWS.filter(condition)).toEqual(CONTRACT_ROWS.filter((row) => holds(where, row)));
    }),
    { numRuns: 1_000 },
  );
});

test.each<[string, string]>([
  ['𠮷', '\uffee'],
  ['a', '𠮷'],
  ['王', '王小'],
  ['', 'a'],
])('%j comes after %j only where its code points do', (one, other) => {
  const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
  expect(Math.sign(order(one, other))).toBe(expected);
  expect(Math.sign(order(other, one))).toBe(-expected);
});

test('instants are compared as instants, whatever zone and fraction they are written with', () => {
  const compare = (op: '=' | '<', value: string): readonly unknown[] => {
    const where: Predicate = { kind: 'compare', column: 'seen_at', op, value };
    return CONTRACT_ROWS.filter(rowCondition(where, COLUMNS)).map((row) => row['record_id']);
  };
  expect(compare('=', '2026-11-01T16:00:02.250+08:00')).toEqual([3]);
  expect(compare('<', '2026-11-01T08:00:02Z')).toEqual([1, 2]);
  expect(compare('<', '2026-11-01T08:00:02.3Z')).toEqual([1, 2, 3]);
});

test.each<[string, SourceValue]>([
  ['amount', '1'],
  ['amount', true],
  ['ratio', Infinity],
  ['label', 1],
  ['label', 'a\0'],
  ['is_open', 't'],
  ['day', '20261101'],
  ['month', '2026-11-01'],
  ['seen_at', '2026-11-01'],
])('%s holds no %j', (column, value) => {
  const wheres: readonly Predicate[] = [
    { kind: 'compare', column, op: '=', value },
    { kind: 'in', column, values: [null, value] },
  ];
  for (const where of wheres)
    expect(() => rowCondition(where, COLUMNS)).toThrow('the column holds no such value');
});
