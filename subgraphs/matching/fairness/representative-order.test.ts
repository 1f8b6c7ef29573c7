import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { representativeOrder, type Candidate } from './representative-order.ts';

function listOf(categories: string): readonly (Candidate & { readonly rank: number })[] {
  return Array.from(categories).map((category, at) => ({ category, score: 1 - at / 100, rank: at + 1 }));
}

const HALVES = new Map([
  ['A', 0.5],
  ['B', 0.5],
]);

test('each beginning has what the target asks for, else the score decides', () => {
  // Of each 2 one is B; the best A and the best B of each pair in order of score.
  expect(representativeOrder(listOf('AAAABB'), HALVES).map(({ rank }) => rank)).toEqual([1, 5, 2, 6, 3, 4]);
});

test('a list that meets the target already stays as it is', () => {
  const list = listOf('ABABAB');
  expect(representativeOrder(list, HALVES)).toEqual(list);
});

test('whoever is due early moves up only as far as nobody comes too late', () => {
  // By rank 3 one B is due (⌊3 × 0.34⌋); with a higher score than the As below it goes first.
  const target = new Map([
    ['A', 0.66],
    ['B', 0.34],
  ]);
  expect(representativeOrder(listOf('BAAA'), target).map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
});

test('when a category is used up the others follow by score; unnamed ones come last', () => {
  expect(representativeOrder(listOf('AAXAB'), HALVES).map(({ rank }) => rank)).toEqual([1, 5, 2, 4, 3]);
});

test('a shorter list is made of the whole', () => {
  expect(representativeOrder(listOf('AAAABB'), HALVES, 2).map(({ rank }) => rank)).toEqual([1, 5]);
  expect(representativeOrder(listOf('XAB'), HALVES, 1).map(({ rank }) => rank)).toEqual([2]);
  expect(representativeOrder(listOf('AB'), HALVES, 5).map(({ rank }) => rank)).toEqual([1, 2]);
});

test('nobody is added or lost, and each beginning has at least ⌊k × share⌋ of each category while there are any', () => {
  const lists = fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 40 });
  const shares = fc.tuple(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
  );
  fc.assert(
    fc.property(lists, shares, (categories, parts) => {
      const sum = parts[0] + parts[1] + parts[2];
      const target = new Map(['A', 'B', 'C'].map((category, at) => [category, parts[at]! / sum]));
      const list = listOf(categories.join(''));
      const order = representativeOrder(list, target);
      expect(new Set(order)).toEqual(new Set(list));
      expect(order.length).toBe(list.length);
      for (const [category, share] of target) {
        const there = categories.filter((one) => one === category).length;
        // Within a category the score decides.
        const ranks = order.filter((one) => one.category === category).map(({ rank }) => rank);
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        order.forEach((_, at) => {
          const seen = order.slice(0, at + 1).filter((one) => one.category === category).length;
          expect(seen).toBeGreaterThanOrEqual(Math.min(there, Math.floor((at + 1) * share + 1e-9)));
        });
      }
    }),
    { seed: 19 },
  );
});

test.each([
  ['no sum of one', new Map([['A', 0.5]])],
  [
    'a share of 0',
    new Map([
      ['A', 1],
      ['B', 0],
    ]),
  ],
])('refuses a target with %s', (_, target) => {
  expect(() => representativeOrder(listOf('AB'), target)).toThrow(RangeError);
});

test('refuses a list that is not in order of score', () => {
  expect(() => representativeOrder(listOf('AB').toReversed(), HALVES)).toThrow(RangeError);
});
