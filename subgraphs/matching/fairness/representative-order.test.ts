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

/** All of a list, in another order. */
function ordered(
  categories: string,
  target: ReadonlyMap<string, number>,
  length = categories.length,
  turn = 0,
) {
  return representativeOrder(listOf(categories), target, { length, turn }).map(({ rank }) => rank);
}

test('each beginning has what the target asks for, else the score decides', () => {
  // Of each 2 one is B.
  expect(ordered('AAAABB', HALVES)).toEqual([1, 5, 2, 6, 3, 4]);
});

test('a list that meets the target already stays as it is', () => {
  expect(ordered('ABABAB', HALVES)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('nobody is moved before there is need', () => {
  // By rank 3 one B is due (⌊3 × 0.34⌋), and the last of them is B already.
  const target = new Map([
    ['A', 0.66],
    ['B', 0.34],
  ]);
  expect(ordered('BAAA', target)).toEqual([1, 2, 3, 4]);
  expect(ordered('AAAB', target)).toEqual([1, 2, 4, 3]);
});

test('when a category is used up the others follow by score', () => {
  expect(ordered('AAXAB', HALVES)).toEqual([1, 5, 2, 3, 4]);
});

test('a shorter list is made of the whole', () => {
  expect(ordered('AAAABB', HALVES, 2)).toEqual([1, 5]);
  expect(ordered('XAB', HALVES, 1, 0.4)).toEqual([3]);
  expect(ordered('XAB', HALVES, 1, 0.6)).toEqual([2]);
  expect(ordered('AB', HALVES, 5)).toEqual([1, 2]);
});

test('a category with less than one place of ten is among ten as often as is its share', () => {
  const rare = new Map([
    ['A', 0.97],
    ['B', 0.03],
  ]);
  const list = `${'A'.repeat(97)}BBB`;
  const lists = 1_000;
  let seen = 0;
  for (let at = 0; at < lists; at += 1)
    seen += ordered(list, rare, 10, (at + 0.5) / lists).filter((rank) => rank > 97).length;
  expect(seen).toBe(0.3 * lists);
});

test('nobody is added or lost, and each beginning has at least ⌊k × share⌋ of each category while there are any', () => {
  const lists = fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 40 });
  const shares = fc.tuple(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
  );
  const turns = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(lists, shares, turns, (categories, parts, turn) => {
      const sum = parts[0] + parts[1] + parts[2];
      const target = new Map(['A', 'B', 'C'].map((category, at) => [category, parts[at]! / sum]));
      const list = listOf(categories.join(''));
      const order = representativeOrder(list, target, { length: list.length, turn });
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
  expect(() => representativeOrder(listOf('AB'), target, { length: 2, turn: 0 })).toThrow(RangeError);
});

test('refuses a list that is not in order of score', () => {
  expect(() => representativeOrder(listOf('AB').toReversed(), HALVES, { length: 2, turn: 0 })).toThrow(
    RangeError,
  );
});
