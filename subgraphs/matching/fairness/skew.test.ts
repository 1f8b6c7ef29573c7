import { expect, test } from '@jest/globals';
import { skewAt } from './skew.ts';

const TARGET = new Map([
  ['A', 0.25],
  ['B', 0.75],
]);
const LIST = Array.from('BBABBBBBBBAA');

test('skew@10 is the logarithm of the share over the target share', () => {
  // One of ten is A: ln(0.1 / 0.25); nine are B: ln(0.9 / 0.75).
  expect(skewAt(LIST, TARGET, 'A')).toBeCloseTo(-0.916291, 6);
  expect(skewAt(LIST, TARGET, 'B')).toBeCloseTo(0.182322, 6);
});

test('a list that is shorter counts as it is; none at all is -∞', () => {
  expect(skewAt(Array.from('ABBB'), TARGET, 'A')).toBe(0);
  expect(skewAt(LIST, TARGET, 'A', 2)).toBe(-Infinity);
});

test('a category that the target does not name is a mistake', () => {
  expect(() => skewAt(LIST, TARGET, 'C')).toThrow(RangeError);
});
