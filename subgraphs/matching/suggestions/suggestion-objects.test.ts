import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import { jobseekerObstacles, whyUnmatched } from '../market/check-jobseeker.ts';
import { jobseekerOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import { VacancyIndex } from '../score/vacancy-index.ts';
import {
  candidateSuggestion,
  unmatchedJudgement,
  vacancyJudgement,
  vacancySuggestion,
} from './suggestion-objects.ts';

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

test('of whoever is matched with nothing it is judged why, in both languages, and nothing else', () => {
  const obstacles = jobseekerObstacles(jobseekerOf({ occupations: [], skills: [], text: '' }));
  expect(unmatchedJudgement(whyUnmatched({ consented: false, obstacles }), caveat)).toEqual({
    isPossible: false,
    score: null,
    terms: [],
    explanation:
      'Not suggested: consent to be matched and introduced was not given, or was withdrawn; the profile names no occupation, no skill and says nothing in words: nothing can be compared. Out of date since noon.',
    explanationChinese:
      '不推荐：本人尚未同意参与匹配和推荐，或已撤回同意；档案中没有意向职业、技能或文字说明，无从匹配。中午以后未更新。',
    wouldChange: [],
  });
  expect(whyUnmatched({ consented: true, obstacles: [] })).toEqual([]);
});
