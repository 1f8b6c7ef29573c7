import { expect, test } from '@jest/globals';
import type { Predicate, SourceRow } from '../contract.ts';
import type { ColumnType } from './column-type.ts';
import { countGroups, layOver } from './row-groups.ts';

const COLUMNS = new Map<string, ColumnType>([
  ['hospital', 'text'],
  ['patient', 'text'],
  ['images', 'whole'],
]);
const ROWS: readonly SourceRow[] = [
  { hospital: 'first', patient: 'A', images: Number.MAX_SAFE_INTEGER },
  { hospital: 'first', patient: 'A', images: Number.MAX_SAFE_INTEGER },
  { hospital: 'first', patient: 'B', images: null },
  { hospital: null, patient: 'A', images: 1 },
  { hospital: 'second', patient: null, images: 1 },
];
const ALL: Predicate = { kind: 'all', of: [] };
const is = (column: string, value: string): Predicate => ({ kind: 'compare', column, op: '=', value });

test('groups count who has a value, and add up exactly; what belongs to nobody is in none', () => {
  const sink = countGroups(
    { where: ALL, groupBy: ['hospital'], distinct: 'patient', sums: ['images'] },
    COLUMNS,
    2,
  );
  ROWS.forEach((row) => sink.add(row));
  expect(sink.answer()).toEqual([
    { group: ['first'], distinct: 2, sums: [2n * BigInt(Number.MAX_SAFE_INTEGER)] },
    { group: [null], distinct: 1, sums: [1n] },
  ]);
});

test('beyond the ceiling groups are refused as soon as they are seen', () => {
  const sink = countGroups({ where: ALL, groupBy: ['patient'], distinct: 'patient', sums: [] }, COLUMNS, 1);
  expect(() => ROWS.forEach((row) => sink.add(row))).toThrow('more than 1 groups');
});

test('choices cut groups into pieces, by rows and by values', () => {
  const choices = [is('hospital', 'first'), is('patient', 'A')];
  const sink = layOver({ choices, groupBy: [], distinct: 'patient' }, COLUMNS, 10);
  ROWS.forEach((row) => sink.add(row));
  const piece = (within: readonly boolean[], distinct: number) => ({ group: [], within, distinct });
  expect(sink.answer()).toEqual({
    rows: [piece([true, true], 1), piece([true, false], 1), piece([false, true], 1)],
    values: [piece([true, true], 1), piece([true, false], 1)],
  });
});
