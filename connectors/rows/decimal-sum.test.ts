import { expect, test } from '@jest/globals';
import { DecimalSum, digits } from './decimal-sum.ts';

test.each([
  [0.1, '0.1'],
  [-2.5, '-2.5'],
  [1e21, '1000000000000000000000'],
  [1.5e22, '15000000000000000000000'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
])('%p is written in digits', (value, text) => {
  expect(digits(value)).toBe(text);
});

test('decimals are added up as they are written', () => {
  const sum = new DecimalSum();
  expect(sum.isEmpty).toBe(true);
  for (const value of [0.1, 0.2, -1e-7, 9_007_199_254_740_991]) sum.add(value);
  sum.add(-9_007_199_254_740_991);
  expect([0.299, 0.2999999, 0.3].map((value) => sum.compare(value))).toEqual([1, 0, -1]);
});
