import { expect, test } from '@jest/globals';
import { classActivation, decompose } from './head.ts';

const CELLS = Float32Array.from({ length: 256 }, (_, cell) => Math.sin(cell) * 3);

test('the shares of the cells sum to 1 and are how fast the logit follows each cell', () => {
  const { logit, share } = decompose(CELLS, 5);
  expect(share.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  for (const cell of [0, 2, 14, 255]) {
    const step = 2 ** -10;
    const moved = CELLS.slice();
    moved[cell] = moved[cell]! + step;
    const back = CELLS.slice();
    back[cell] = back[cell]! - step;
    const slope = (decompose(moved, 5).logit - decompose(back, 5).logit) / (2 * step);
    expect(slope).toBeCloseTo(share[cell]!, 5);
  }
  expect(logit).toBeLessThanOrEqual(Math.max(...CELLS));
});

test('nothing overflows, and cells that are alike share alike', () => {
  const { logit, share } = decompose(new Float32Array(256).fill(1_000), 5);
  expect(logit).toBeCloseTo(1_000, 9);
  expect(new Set(share)).toEqual(new Set([1 / 256]));
});

test('what cells add to the logit of an averaging model sums to it, and only what is above zero counts', () => {
  const features = Float32Array.of(1, -2, 3, 4, 2, 2, 0, -1);
  const contribution = classActivation(features, Float64Array.of(0.5, -1));
  expect([...contribution]).toEqual([(0.5 - 2) / 4, -2 / 4, 1.5 / 4, 2 / 4]);
});
