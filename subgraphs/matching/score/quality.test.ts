import { expect, test } from '@jest/globals';
import { dcgAt, meanOf, ndcgAt, recallAt, reciprocalRank } from './quality.ts';

test('nDCG is the one worked out by hand', () => {
  // Gains 7, 3, 0, 1 over log2 of 2, 3, 4, 5.
  const dcg = 7 + 3 / Math.log2(3) + 0 + 1 / Math.log2(5);
  expect(dcgAt(10, [3, 2, 0, 1])).toBeCloseTo(dcg, 12);
  expect(dcg).toBeCloseTo(9.323466, 6);
  const ideal = 7 + 3 / Math.log2(3) + 1 / 2;
  expect(ndcgAt(10, [3, 2, 0, 1], [0, 1, 2, 3])).toBeCloseTo(dcg / ideal, 12);
});

test('nDCG counts what was not ranked, and nothing beyond the first k', () => {
  expect(ndcgAt(1, [1, 3], [1, 3])).toBeCloseTo(1 / 7, 12);
  expect(ndcgAt(2, [3], [3, 3])).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
  expect(ndcgAt(10, [3, 2, 1], [1, 2, 3])).toBe(1);
  expect(ndcgAt(10, [0], [0, 0])).toBeNull();
});

test('recall is of all that is relevant, each once', () => {
  const relevant = new Set(['a', 'b', 'c', 'd']);
  expect(recallAt(3, ['a', 'x', 'b', 'c'], relevant)).toBe(0.5);
  expect(recallAt(10, ['a', 'a', 'a'], relevant)).toBe(0.25);
  expect(recallAt(10, ['a'], new Set())).toBeNull();
});

test('the reciprocal rank is that of the first that is relevant', () => {
  expect(reciprocalRank(['x', 'y', 'a', 'b'], new Set(['a', 'b']))).toBeCloseTo(1 / 3, 12);
  expect(reciprocalRank(['x'], new Set(['a']))).toBe(0);
});

test('a mean leaves out what is unknown', () => {
  expect(meanOf([1, null, 0])).toBe(0.5);
  expect(meanOf([null])).toBeNull();
});
