import { expect, test } from '@jest/globals';
import { Prng } from '../draw/prng.ts';
import { someOf, Weighted } from './weighted.ts';

test('things are drawn as often as they weigh, and what weighs nothing never', () => {
  const rng = new Prng(1, 1);
  const draw = new Weighted(
    ['rare', 'never', 'common'],
    (thing) => ({ rare: 1, never: 0, common: 9 })[thing] ?? 0,
  );
  const counts = { rare: 0, never: 0, common: 0 };
  for (let i = 0; i < 10_000; i++) counts[draw.draw(rng) as keyof typeof counts] += 1;
  expect(counts.never).toBe(0);
  expect(counts.rare / 10_000).toBeCloseTo(0.1, 1);
});

test('some of them are different ones, in their order; all of them where there are no more', () => {
  const rng = new Prng(1, 2);
  for (let i = 0; i < 100; i++) {
    const some = someOf(rng, [1, 2, 3, 4, 5, 6], 3);
    expect(new Set(some).size).toBe(3);
    expect([...some].sort()).toEqual(some);
  }
  expect(someOf(rng, [1, 2], 3)).toEqual([1, 2]);
});

test('from nothing nothing is drawn', () => {
  expect(() => new Weighted([], () => 1).draw(new Prng(1, 3))).toThrow(RangeError);
});
