import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Predicate, SourceRow } from './contract.ts';
import { testLineBounds } from './contract-line-bounds.ts';
import { testLineEndings } from './contract-line-endings.ts';
import { keyed, linesOf, lineSelectionOf, recordsOf } from './contract-line-reading.ts';
import { anyPredicate, holds } from './contract-predicates.ts';
import { refusalOf, withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';
import type { LineSelection } from './line-selection.ts';

/** Records as lines: what stands in them, which come for which keys, and how they end. */
export function testLines(source: () => SourceUnderTest): void {
  describe('lines', () => {
    testLineValues(source);
    testLineConditions(source);
    testKeys(source);
    testChosenKeys(source);
    testLineBounds(source);
    testLineRefusals(source);
    testLineEndings(source);
  });
}

const family = ({ family: key }: SourceRow): string => String(key);
const recordsWhere = (isOne: (row: SourceRow) => boolean): readonly string[] =>
  CONTRACT_ROWS.filter(isOne).map(({ record_id: id }) => String(id));

function testLineValues(source: () => SourceUnderTest): void {
  test('every value is what a row shows, whatever it holds: tabs, line feeds, backslashes, scripts, nulls', () =>
    withConnector(source(), {}, async (connector) => {
      const columns = Object.keys(CONTRACT_ROWS[0] ?? {});
      const lines = await linesOf(connector, lineSelectionOf({ columns: columns.map(shown) }));
      const expected = CONTRACT_ROWS.map((row) =>
        columns.map((column) => {
          const value = row[column] ?? null;
          return typeof value === 'boolean' ? (value ? 't' : 'f') : value === null ? null : String(value);
        }),
      );
      expect(byRecord(lines)).toEqual(expected);
    }));

  test('a prefix stands before a value and not before a null', () =>
    withConnector(source(), {}, async (connector) => {
      const lines = await linesOf(
        connector,
        lineSelectionOf({
          columns: [
            { kind: 'column', column: 'record_id', prefix: "contract\t'row':" },
            { kind: 'column', column: 'label', prefix: 'x' },
          ],
        }),
      );
      const expected = CONTRACT_ROWS.map(({ record_id: id, label }) => [
        `contract\t'row':${String(id)}`,
        label === null ? null : `x${String(label)}`,
      ]);
      expect(new Set(lines.map(String))).toEqual(new Set(expected.map(String)));
    }));
}

function testLineConditions(source: () => SourceUnderTest): void {
  test('any condition keeps the records that it describes, wherever it stands', () =>
    withConnector(source(), {}, (connector) =>
      fc.assert(
        fc.asyncProperty(anyPredicate, anyPredicate, async (where, condition) => {
          const answered = recordsOf(await linesOf(connector, lineSelectionOf({ where, shown: condition })));
          expect(answered).toEqual(recordsWhere((row) => holds(where, row) && holds(condition, row)));
        }),
        { numRuns: 150 },
      ),
    ));

  test('what a null leaves undecided passes where only what is false stays', () =>
    withConnector(source(), {}, async (connector) => {
      const isKing: Predicate = { kind: 'compare', column: 'label', op: '=', value: '王小明' };
      const read = async (condition: Predicate) =>
        recordsOf(await linesOf(connector, lineSelectionOf({ shown: condition })));
      const { length: kings } = recordsWhere(({ label }) => label === '王小明');
      const { length: nulls } = recordsWhere(({ label }) => label === null);
      expect(await read(isKing)).toHaveLength(kings);
      expect(await read({ kind: 'not-false', of: isKing })).toHaveLength(kings + nulls);
      expect(await read({ kind: 'not', of: isKing })).toHaveLength(CONTRACT_ROWS.length - kings - nulls);
      expect(await read({ kind: 'not-false', of: { kind: 'not', of: isKing } })).toHaveLength(
        CONTRACT_ROWS.length - kings,
      );
    }));

  test('numbers are compared with fractions and beyond the width of a column; texts by code point', () =>
    withConnector(source(), {}, async (connector) => {
      const read = async (condition: Predicate) =>
        recordsOf(await linesOf(connector, lineSelectionOf({ shown: condition })));
      const below = (value: number): Predicate => ({ kind: 'compare', column: 'amount', op: '<', value });
      expect(await read(below(100.5))).toEqual(recordsWhere(({ amount }) => Number(amount) < 100.5));
      expect(await read(below(1e15))).toEqual(recordsWhere(({ amount }) => Number(amount) < 1e15));
      const after: Predicate = { kind: 'compare', column: 'label', op: '>', value: 'a' };
      expect(await read(after)).toEqual(recordsWhere(({ label }) => label !== null && String(label) > 'a'));
    }));
}

function testKeys(source: () => SourceUnderTest): void {
  test('records come for their keys, once, with the key beside them; strangers and no keys find nothing', () =>
    withConnector(source(), {}, async (connector) => {
      const read = (keys: readonly string[]) =>
        linesOf(
          connector,
          lineSelectionOf({
            columns: [{ kind: 'key' }, shown('record_id')],
            keyed: keyed(['family'], keys),
          }),
        );
      const expected = CONTRACT_ROWS.filter((row) => ['f1', 'f5'].includes(family(row)));
      const found = await read(['f5', 'f1', 'f1', 'nobody', "f1'; --", 'f\\1']);
      expect(new Set(found.map(String))).toEqual(
        new Set(expected.map((row) => [family(row), row['record_id']].map(String).join(','))),
      );
      expect(found).toHaveLength(expected.length);
      expect(await read([])).toEqual([]);
    }));

  test('fifty thousand keys are asked at once', () =>
    withConnector(source(), {}, async (connector) => {
      const keys = Array.from({ length: 50_000 }, (_, index) => String(index - 49_990));
      const selection = lineSelectionOf({ keyed: keyed(['record_id'], keys) });
      expect(recordsOf(await linesOf(connector, selection))).toEqual(
        recordsWhere((row) => Number(row['record_id']) < 10),
      );
    }));

  test('a key in several columns finds a record once a key; without keys every key finds its own; null finds none', () =>
    withConnector(source(), {}, async (connector) => {
      const columns: LineSelection['columns'] = [{ kind: 'key' }, shown('record_id')];
      const by = ['label', 'family'] as const;
      const all = await linesOf(connector, lineSelectionOf({ columns, keyed: keyed(by, null) }));
      const expected = CONTRACT_ROWS.flatMap((row) =>
        [...new Set(by.map((column) => row[column] ?? null))]
          .filter((key) => key !== null)
          .map((key) => JSON.stringify([key, String(row['record_id'])])),
      );
      expect(all.map((line) => JSON.stringify(line)).sort()).toEqual(expected.sort());
      const twice = await linesOf(
        connector,
        lineSelectionOf({ columns, keyed: keyed(['family', 'family'], ['f2']) }),
      );
      expect(twice).toHaveLength(recordsWhere((row) => family(row) === 'f2').length);
    }));
}

function testChosenKeys(source: () => SourceUnderTest): void {
  test('of the records of a key only the first comes, chosen before it is asked what is shown of it', () =>
    withConnector(source(), {}, async (connector) => {
      const read = async (condition: Predicate) =>
        recordsOf(
          await linesOf(
            connector,
            lineSelectionOf({
              where: { kind: 'compare', column: 'record_id', op: '<', value: 50 },
              keyed: { ...keyed(['family'], null), firstBy: [{ column: 'record_id', direction: 'desc' }] },
              shown: condition,
            }),
          ),
        );
      expect(await read({ kind: 'all', of: [] })).toEqual(['43', '44', '45', '46', '47', '48', '49']);
      expect(await read({ kind: 'compare', column: 'record_id', op: '<', value: 45 })).toEqual(['43', '44']);
    }));

  test('only keys that another relation holds find anything', () =>
    withConnector(source(), {}, async (connector) => {
      const where: Predicate = { kind: 'in', column: 'record_id', values: [2, 4] };
      const among = { relation: 'contract_row', column: 'family', where };
      const selection = lineSelectionOf({ keyed: { ...keyed(['family'], ['f1', 'f2']), among } });
      expect(recordsOf(await linesOf(connector, selection))).toEqual(
        recordsWhere((row) => family(row) === 'f1'),
      );
    }));
}

function testLineRefusals(source: () => SourceUnderTest): void {
  const key = keyed(['family'], ['f1']);
  const all: Predicate = { kind: 'all', of: [] };
  test.each<readonly [string, Partial<LineSelection>]>([
    ['a column that is not there', { columns: [{ kind: 'column', column: 'colour' }] }],
    ['a column that is no name', { columns: [{ kind: 'column', column: 'label"' }] }],
    ['no column', { columns: [] }],
    ['a relation that is not there', { relation: 'contract_nothing' }],
    ['a key where there is none', { columns: [{ kind: 'key' }] }],
    ['a key column that is not there', { keyed: keyed(['colour'], ['f1']) }],
    ['a key in no column', { keyed: keyed([], ['f1']) }],
    ['keys of another type', { keyed: keyed(['record_id'], ['f1']) }],
    [
      'keys among what is not there',
      { keyed: { ...key, among: { relation: 'contract_row', column: 'colour', where: all } } },
    ],
    ['an order that is none', { keyed: { ...key, firstBy: [{ column: 'colour', direction: 'asc' }] } }],
    ['a bound on texts', { keyed: key, having: { measure: 'sum', column: 'label', op: '>', value: 1 } }],
    [
      'a bound that is none',
      { keyed: key, having: { measure: 'sum', column: 'amount', op: '>', value: NaN } },
    ],
    [
      'a condition on what is not there',
      { shown: { kind: 'not', of: { kind: 'is-null', column: 'colour' } } },
    ],
  ])('%s is refused, and nothing was answered before', (_, part) =>
    withConnector(source(), {}, async (connector) => {
      const pieces = connector.readLines(lineSelectionOf(part), {
        signal: new AbortController().signal,
        deadlineMs: 5_000,
      });
      const refusal = await refusalOf(pieces[Symbol.asyncIterator]().next());
      expect(refusal.reason).toBe('bad-selection');
      expect(await linesOf(connector, lineSelectionOf({}))).toHaveLength(CONTRACT_ROWS.length);
    }),
  );
}

const shown = (column: string) => ({ kind: 'column', column }) as const;

const byRecord = (lines: readonly (readonly (string | null)[])[]) =>
  [...lines].sort(([one], [other]) => Number(one) - Number(other));
