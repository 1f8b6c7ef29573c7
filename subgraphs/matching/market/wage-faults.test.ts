import { expect, test } from '@jest/globals';
import { minimumWageFen } from './minimum-wage.ts';
import { vacancyOf } from './testing/market-fixtures.ts';
import { wageFaults } from './wage-faults.ts';

test.each([
  ['230102', '2026-11-01', 216_000],
  ['230102', '2025-12-31', 208_000],
  ['230123', '2026-11-01', 186_000],
  ['232701', '2026-11-01', 182_000],
  ['230102', '2020-01-01', null],
  ['110101', '2026-11-01', null],
])('the minimum wage of %s on %s is %p', (county, day, fen) => {
  expect(minimumWageFen(county, day)).toBe(fen);
});

test('the minimum itself is lawful, a fen less is not', () => {
  const at = (low: number): readonly string[] =>
    wageFaults(vacancyOf({ wageFen: { low, high: 300_000 } }), '2026-11-01').map(({ code }) => code);
  expect(at(216_000)).toEqual([]);
  expect(at(215_999)).toEqual(['WAGE_BELOW_MINIMUM']);
});

test('part-time work is held against its share of the week', () => {
  const low = 216_000 * 0.6;
  const wageFen = { low, high: low };
  expect(wageFaults(vacancyOf({ wageFen, contract: 'PART_TIME' }), '2026-11-01')).toEqual([]);
  expect(wageFaults(vacancyOf({ wageFen, contract: 'FULL_TIME' }), '2026-11-01')).toHaveLength(1);
});
