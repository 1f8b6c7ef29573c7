import { expect, test } from '@jest/globals';
import type { Predicate, SourceRow } from '../contract.ts';
import type { KeyedLines, LineSelection } from '../line-selection.ts';
import type { ColumnType } from './column-type.ts';
import { rowLines } from './row-lines.ts';

/** What every connector's lines are, `describeConnectorContract` says; here is what a source without order shows. */
const COLUMNS = new Map<string, ColumnType>([
  ['study', 'text'],
  ['patient', 'text'],
  ['mother', 'text'],
  ['images', 'whole'],
]);
const ROWS: readonly SourceRow[] = [
  { study: '1.1', patient: 'A', mother: null, images: 2 },
  { study: '1.2', patient: 'B', mother: 'A', images: 0.1 },
  { study: '1.3', patient: 'B', mother: 'B', images: 0.2 },
  { study: '1\t4\\', patient: null, mother: null, images: null },
];
const ALL: Predicate = { kind: 'all', of: [] };
const keyed = (part: Partial<KeyedLines> = {}): KeyedLines => ({
  by: [{ column: 'patient', where: ALL }],
  keys: null,
  among: null,
  firstBy: null,
  ...part,
});

function linesOf(part: Partial<LineSelection>, among: ReadonlySet<string> | null = null): string {
  const selection: LineSelection = {
    relation: 'any',
    columns: [{ kind: 'column', column: 'study' }, ...(part.keyed ? ([{ kind: 'key' }] as const) : [])],
    where: ALL,
    keyed: null,
    shown: ALL,
    having: null,
    ...part,
  };
  const sink = rowLines(selection, COLUMNS, among);
  return ROWS.map((row) => sink.add(row)).join('') + sink.end();
}

test('values are escaped, prefixed and null as COPY has them', () => {
  const columns: LineSelection['columns'] = [
    { kind: 'column', column: 'study', prefix: 'imaging\n' },
    { kind: 'column', column: 'mother', prefix: 'RID:' },
  ];
  expect(linesOf({ columns }).split('\n').at(-2)).toBe(String.raw`imaging\n1\t4\\` + '\t\\N');
});

test('a record comes once for each of its keys', () => {
  const by: KeyedLines['by'] = [
    { column: 'patient', where: ALL },
    { column: 'mother', where: ALL },
  ];
  expect(linesOf({ keyed: keyed({ by }) })).toBe('1.1\tA\n1.2\tB\n1.2\tA\n1.3\tB\n');
  const keys = { count: 1, bytes: Buffer.from('A') };
  expect(linesOf({ keyed: keyed({ by, keys }) })).toBe('1.1\tA\n1.2\tA\n');
  expect(linesOf({ keyed: keyed({ by }) }, new Set(['B']))).toBe('1.2\tB\n1.3\tB\n');
});

test('the first record of a key is chosen before it is asked whether it is shown', () => {
  const firstBy = [{ column: 'study', direction: 'desc' }] as const;
  expect(linesOf({ keyed: keyed({ firstBy }) })).toBe('1.1\tA\n1.3\tB\n');
  const shown: Predicate = { kind: 'compare', column: 'study', op: '<', value: '1.3' };
  expect(linesOf({ keyed: keyed({ firstBy }), shown })).toBe('1.1\tA\n');
});

test.each([
  ['>=', 0.3, '1.1\tA\n1.2\tB\n1.3\tB\n'],
  ['>', 0.3, '1.1\tA\n'],
  ['>', 2, ''],
] as const)('a bound of %s %d on an exact sum', (op, value, lines) => {
  expect(linesOf({ keyed: keyed(), having: { measure: 'sum', column: 'images', op, value } })).toBe(lines);
});
