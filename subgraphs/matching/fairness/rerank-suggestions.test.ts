import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import { violationsOf } from '../constraints/violations-of.ts';
import { JobseekerIndex } from '../score/jobseeker-index.ts';
import { MARKET_DAY, randomMarket } from '../score/testing/random-market.ts';
import { VacancyIndex } from '../score/vacancy-index.ts';
import { leadingGroup } from './leading-group.ts';
import { turnOf } from './quotas-of.ts';
import { rerankSuggestions } from './rerank-suggestions.ts';
import { distributionOf } from './target-distribution.ts';

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
  const ranked = rerankSuggestions(suggestions, ({ category }) => category, target, { length: 4, turn: 0 });
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
  const ranked = rerankSuggestions(suggestions, ({ category }) => category, target, { length: 4, turn: 0 });
  expect(new Set(ranked.map(({ suggestion }) => suggestion))).toEqual(new Set(suggestions));
});

test('whatever the target, nobody comes into a list whom a constraint keeps out, and no score changes', () => {
  const world = worldOn(MARKET_DAY);
  const { vacancies, jobseekers } = randomMarket(8, { vacancies: 60, jobseekers: 400 });
  const byKey = new Map(jobseekers.map((jobseeker) => [jobseeker.personKey, jobseeker]));
  const index = new VacancyIndex(world);
  for (const vacancy of vacancies) index.put(vacancy);
  const people = new JobseekerIndex(index);
  for (const jobseeker of jobseekers) people.put(jobseeker);
  const everybody = distributionOf(jobseekers.map(({ groups }) => leadingGroup(groups)));
  let moved = 0;
  for (const vacancy of vacancies) {
    const found = people.top(vacancy, 50);
    const groupOf = ({ personKey }: (typeof found)[number]) => leadingGroup(byKey.get(personKey)!.groups);
    for (const { suggestion, moved: words } of rerankSuggestions(found, groupOf, everybody, {
      length: 10,
      turn: turnOf(vacancy.vacancyId),
    })) {
      const jobseeker = byKey.get(suggestion.personKey)!;
      expect(violationsOf({ jobseeker, vacancy }, world)).toEqual([]);
      expect(found).toContain(suggestion);
      moved += Number(words !== null);
    }
  }
  expect(moved).toBeGreaterThan(0);
});
