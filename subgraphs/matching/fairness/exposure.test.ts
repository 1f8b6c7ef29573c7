import { expect, test } from '@jest/globals';
import { attentionAt, exposureOf, exposureRatio, shareUnseen } from './exposure.ts';

// Attention by hand: 1/log2(2) = 1, 1/log2(3) = 0.63093, 1/log2(4) = 0.5.

test('attention falls with the rank as in DCG', () => {
  expect(attentionAt(1)).toBe(1);
  expect(attentionAt(2)).toBeCloseTo(0.63093, 5);
  expect(attentionAt(3)).toBe(0.5);
});

test('exposure is summed over lists, down to the depth', () => {
  const lists = [
    [0, 1, 2],
    [0, 2, 3],
  ];
  const exposure = exposureOf(lists, 5, 2);
  expect(exposure[0]).toBe(2);
  expect(exposure[1]).toBeCloseTo(0.63093, 5);
  expect(exposure[2]).toBeCloseTo(0.63093, 5);
  expect([exposure[3], exposure[4]]).toEqual([0, 0]);
  expect(shareUnseen(exposure)).toBeCloseTo(2 / 5, 12);
});

test('the exposure ratio compares members with the others', () => {
  // Members 0 and 1: (1 + 0.5) / 2 = 0.75; the others: (0.63093 + 0) / 2 = 0.31546.
  const exposure = Float64Array.of(1, 0.5, 1 / Math.log2(3), 0);
  expect(exposureRatio(exposure, (item) => item < 2)).toBeCloseTo(2.37744, 5);
  expect(exposureRatio(exposure, (item) => item === 3)).toBe(0);
  expect(exposureRatio(Float64Array.of(1, 1, 1), (item) => item === 0)).toBe(1);
});

test('there is no ratio where one side is nobody, or nobody else is seen', () => {
  expect(exposureRatio(Float64Array.of(1, 0), () => false)).toBeNaN();
  expect(exposureRatio(Float64Array.of(1, 0), () => true)).toBeNaN();
  expect(exposureRatio(Float64Array.of(1, 0), (item) => item === 0)).toBeNaN();
});
