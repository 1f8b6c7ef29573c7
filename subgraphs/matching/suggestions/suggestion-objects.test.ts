import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import { jobseekerOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import { VacancyIndex } from '../score/vacancy-index.ts';
import { candidateSuggestion, vacancyJudgement, vacancySuggestion } from './suggestion-objects.ts';

const caveat = { en: 'Out of date since noon.', zh: '中午以后未更新。' };

test('while pictures may be out of date it is said beside everything that is suggested or judged', () => {
  const index = new VacancyIndex(worldOn('2026-11-01'));
  index.put(vacancyOf());
  const [suggestion] = index.top(jobseekerOf(), 1);
  const ranked = { suggestion: suggestion!, rank: 1, rankByScore: 1, moved: null };
  const told = [
    vacancySuggestion(suggestion!, { reader: 'JOBSEEKER', caveat }),
    vacancyJudgement(suggestion!, { reader: 'OTHERS', caveat }),
    candidateSuggestion(ranked, caveat),
  ];
  for (const { explanation, explanationChinese } of told) {
    expect(explanation).toMatch(/^Suggested.* Out of date since noon\.$/su);
    expect(explanationChinese.endsWith('中午以后未更新。')).toBe(true);
  }
  const current = vacancySuggestion(suggestion!, { reader: 'JOBSEEKER', caveat: null });
  expect(told[0]?.explanation).toBe(`${current.explanation} Out of date since noon.`);
});
