import { expect, test } from '@jest/globals';
import { ndkl } from './ndkl.ts';

const HALVES = new Map([
  ['A', 0.5],
  ['B', 0.5],
]);

test('every beginning is compared with the target, the first ones most', () => {
  // AB: ln 2 = 0.693147 at the first, 0 at the second; over 1 + 0.63093.
  expect(ndkl(Array.from('AB'), HALVES)).toBeCloseTo(0.425001, 6);
  // AA: ln 2 at both.
  expect(ndkl(Array.from('AA'), HALVES)).toBeCloseTo(0.693147, 6);
  // AAB: ln 2, ln 2, then 2/3 ln(4/3) + 1/3 ln(2/3) = 0.056633;
  // (0.693147 × 1.63093 + 0.5 × 0.056633) / 2.13093 = 0.543795.
  expect(ndkl(Array.from('AAB'), HALVES)).toBeCloseTo(0.543796, 5);
});

test('a list of the one category that is wanted is as meant', () => {
  expect(ndkl(Array.from('AAA'), new Map([['A', 1]]))).toBe(0);
});

test('a category that the target does not name is a mistake; an empty list says nothing', () => {
  expect(() => ndkl(['C'], HALVES)).toThrow(RangeError);
  expect(ndkl([], HALVES)).toBeNaN();
});
