import { beforeAll, expect, test } from '@jest/globals';
import { CHEST_LABELS } from '../chest-labels.ts';
import { drawInThread } from '../testing/draw-in-thread.ts';
import { CELLS, type Phantom } from './phantom.ts';

let phantoms: readonly Phantom[];
beforeAll(async () => {
  ({ phantoms } = await drawInThread({ seed: 1, count: 200 }));
});

test('the same number of the same seed is the same phantom; others are others', async () => {
  const drawn = async (seed: number): Promise<Phantom> =>
    (await drawInThread({ seed, count: 1, first: 7 })).phantoms[0]!;
  expect(await drawn(1)).toEqual(phantoms[7]);
  expect((await drawn(2)).values).not.toEqual(phantoms[7]!.values);
});

test('every value is a number, and the spine is brighter than the lungs', () => {
  for (const { values } of phantoms) {
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    const mean = (column: number): number => {
      let sum = 0;
      for (let row = 40; row < 70; row += 1) sum += values[row * 128 + column]!;
      return sum / 30;
    };
    expect(mean(64)).toBeGreaterThan(mean(40));
    expect(mean(64)).toBeGreaterThan(mean(88));
  }
});

test.each(CHEST_LABELS.map((label, at) => [label, at] as const))(
  'cells show %s where it was planted, and nowhere else',
  (label, at) => {
    const cellsOf = (cells: Uint8Array): number =>
      cells.subarray(at * CELLS * CELLS, (at + 1) * CELLS * CELLS).reduce((sum, cell) => sum + cell, 0);
    const having = phantoms.filter(({ truth }) => truth[at]);
    expect(having.length).toBeGreaterThan(20);
    // A rib of a small chest may end before its break: then nothing shows it. No other label has such cases.
    const unseen = having.filter(({ cells }) => cellsOf(cells) === 0).length;
    expect(unseen).toBeLessThanOrEqual(label === 'rib_fracture' ? having.length / 10 : 0);
    expect(phantoms.some(({ truth, cells }) => !truth[at] && cellsOf(cells) > 0)).toBe(false);
  },
);

test('at another site it is the same body by another machine', async () => {
  const drawn = await drawInThread({ seed: 1, count: 1, first: 7, site: 'demonstration' });
  const { site, truth, cells, values } = drawn.phantoms[0]!;
  expect({ site, truth, cells }).toEqual({
    site: 'demonstration',
    truth: phantoms[7]!.truth,
    cells: phantoms[7]!.cells,
  });
  expect(values).not.toEqual(phantoms[7]!.values);
});

test('all three sites, both sexes and both ages are there', () => {
  const kinds = new Set(phantoms.map(({ site, sex, age }) => `${site} ${sex} ${age < 65 ? 'young' : 'old'}`));
  expect(kinds.size).toBe(12);
});
