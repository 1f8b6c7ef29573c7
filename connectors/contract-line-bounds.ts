import { expect, test } from '@jest/globals';
import type { Predicate, SourceRow } from './contract.ts';
import { keyed, keysOf, linesOf, lineSelectionOf } from './contract-line-reading.ts';
import { withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';
import type { LineSelection } from './line-selection.ts';

const family = ({ family: key }: SourceRow): string => String(key);
const totals = (measure: (row: SourceRow) => number): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (const row of CONTRACT_ROWS) found.set(family(row), (found.get(family(row)) ?? 0) + measure(row));
  return found;
};
const reaching = (having: LineSelection['having'], part: Partial<LineSelection> = {}): LineSelection =>
  lineSelectionOf({ columns: [{ kind: 'key' }], keyed: keyed(['family'], null), having, ...part });

/** Only the keys whose records add up to so much. */
export function testLineBounds(source: () => SourceUnderTest): void {
  test('only keys come whose records add up to a bound, and each once', () =>
    withConnector(source(), {}, async (connector) => {
      const read = async (selection: LineSelection) => keysOf(await linesOf(connector, selection));
      const sums = totals((row) => Number(row['ratio']));
      const bound = [...sums.values()].sort((one, other) => one - other)[3] ?? 0;
      for (const op of ['>', '>='] as const)
        expect(await read(reaching({ measure: 'sum', column: 'ratio', op, value: bound }))).toEqual(
          [...sums.keys()].filter((key) => {
            const sum = sums.get(key) ?? 0;
            return op === '>' ? sum > bound : sum >= bound;
          }),
        );
      const counts = totals(({ label }) => (label === '王小明' ? 1 : 0));
      const isKing: Predicate = { kind: 'compare', column: 'label', op: '=', value: '王小明' };
      const having = { measure: 'count', column: null, op: '>=', value: 1 } as const;
      expect(await read(reaching(having, { shown: isKing }))).toEqual(
        [...counts.keys()].filter((key) => (counts.get(key) ?? 0) >= 1),
      );
    }));

  test('beside the key stand the different values of the records that count', () =>
    withConnector(source(), {}, async (connector) => {
      const columns = [{ kind: 'column', column: 'division' }, { kind: 'key' }] as const;
      const having = { measure: 'count', column: null, op: '>', value: 8 } as const;
      const lines = await linesOf(connector, reaching(having, { columns }));
      const counts = totals(() => 1);
      const expected = new Set(
        CONTRACT_ROWS.filter((row) => (counts.get(family(row)) ?? 0) > 8).map((row) =>
          JSON.stringify([row['division'], row['family']]),
        ),
      );
      expect(lines).toHaveLength(expected.size);
      expect(new Set(lines.map((line) => JSON.stringify(line)))).toEqual(expected);
    }));

  testSums(source);
}

function testSums(source: () => SourceUnderTest): void {
  test('nulls add nothing, and what comes of nothing else, or of no record, reaches no bound', () =>
    withConnector(source(), {}, async (connector) => {
      const anything = { measure: 'sum', column: 'ratio', op: '>', value: -1 } as const;
      const isKing: Predicate = { kind: 'compare', column: 'label', op: '=', value: '王小明' };
      const familiesWith = (isIn: (row: SourceRow) => boolean): readonly string[] =>
        [...new Set(CONTRACT_ROWS.filter((row) => row['ratio'] !== null && isIn(row)).map(family))].sort();
      for (const [part, isIn] of [
        [{}, () => true],
        [{ shown: isKing }, ({ label }) => label === '王小明'],
      ] as readonly (readonly [Partial<LineSelection>, (row: SourceRow) => boolean])[])
        expect(keysOf(await linesOf(connector, reaching(anything, part)))).toEqual(familiesWith(isIn));
      expect(familiesWith(() => true)).toHaveLength(6);
    }));

  test('decimals are added up exactly', () =>
    withConnector(source(), {}, async (connector) => {
      const sum = totals((row) => Number(row['ratio'])).get('f1') ?? 0;
      for (const [value, isReached] of [
        [sum, true],
        [sum + 0.0001, false],
      ] as const) {
        const selection = reaching({ measure: 'sum', column: 'ratio', op: '>=', value });
        expect(keysOf(await linesOf(connector, selection)).includes('f1')).toBe(isReached);
      }
    }));
}
