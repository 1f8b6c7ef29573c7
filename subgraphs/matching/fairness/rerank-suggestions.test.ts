import { expect, test } from '@jest/globals';
import { rerankSuggestions } from './rerank-suggestions.ts';

const suggestions = Array.from('AAAB').map((category, at) => ({
  category,
  score: 0.9 - at / 10,
  personKey: `p${at}`,
}));
const target = new Map([
  ['A', 0.5],
  ['B', 0.5],
]);

test('whoever is moved is told so, in both languages, without the group; whoever is not, is not', () => {
  const ranked = rerankSuggestions(suggestions, ({ category }) => category, target);
  expect(ranked.map(({ rank, rankByScore }) => [rank, rankByScore])).toEqual([
    [1, 1],
    [2, 4],
    [3, 2],
    [4, 3],
  ]);
  expect(ranked[0]!.moved).toBeNull();
  expect(ranked[1]!.moved).toEqual({
    en: 'moved up from place 4 by score to place 2, so that the list meets the target distribution; the score is as before',
    zh: '为达到目标分布，由按得分的第4位上移至第2位；得分不变',
  });
  expect(ranked[2]!.moved?.en).toMatch(/^moved down from place 2 by score to place 3/);
});

test('the suggestions are those that went in, unchanged', () => {
  const ranked = rerankSuggestions(suggestions, ({ category }) => category, target);
  expect(new Set(ranked.map(({ suggestion }) => suggestion))).toEqual(new Set(suggestions));
});
