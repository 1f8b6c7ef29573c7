import { expect, test } from '@jest/globals';
import { gini } from './gini.ts';

test.each([
  ['all have the same', [2, 2, 2, 2], 0],
  ['one of four has everything', [0, 0, 0, 5], 0.75],
  // Mean difference of pairs: (1 + 2 + 1) × 2 / 9 = 8/9; over twice the mean 2: 2/9.
  ['1, 2, 3 in any order', [3, 1, 2], 2 / 9],
  // |0-1| |0-3| |1-3| = 1 + 3 + 2 = 6; 2 × 6 / (2 × 3² × 4/3) = 0.5.
  ['0, 1, 3', [1, 0, 3], 0.5],
  ['there is nothing', [0, 0], 0],
])('%s', (_, values, expected) => {
  expect(gini(Float64Array.from(values))).toBeCloseTo(expected, 12);
});

test('nobody has no spread', () => {
  expect(gini(new Float64Array())).toBeNaN();
});
