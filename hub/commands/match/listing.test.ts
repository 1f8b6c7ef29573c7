import { expect, test } from '@jest/globals';
import { pageLines } from './listing.ts';

const page = (hasNextPage: boolean, nodes = ['one', 'two']) => ({
  nodes,
  pageInfo: { hasNextPage, endCursor: 'CURSOR-2' },
});

test('a list that is cut says so, and how to go on; one that is whole does not', () => {
  const lines = (hasNextPage: boolean) => pageLines(page(hasNextPage), (node) => [node], 'nothing');
  expect(lines(false)).toEqual(['one', 'two']);
  const [one, two, more] = lines(true);
  expect([one, two]).toEqual(['one', 'two']);
  expect(more).toMatch(/there is more.*--after CURSOR-2.*[\u4e00-\u9fff]/u);
});

test('an empty list says that it is', () => {
  expect(pageLines(page(false, []), (node) => [node], 'nothing 无')).toEqual(['nothing 无']);
});
