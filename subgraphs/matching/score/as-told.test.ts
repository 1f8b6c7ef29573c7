import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import { asTold } from './as-told.ts';
import { explain } from './explain.ts';
import type { Suggestion } from './suggestion.ts';
import { fittingPair } from './testing/fitting-pair.ts';
import { VacancyIndex } from './vacancy-index.ts';

const { jobseeker, vacancy } = fittingPair;
const NEAR = 'V0000000031';
const index = new VacancyIndex(worldOn('2026-11-01'));
index.put(vacancy);
index.put({ ...vacancy, vacancyId: NEAR });
index.put({
  ...vacancy,
  vacancyId: 'V0000000032',
  occupation: '4-03-02-01',
  wageFen: { low: 460_000, high: 560_000 },
});

/** Said no to the first vacancy: the next is just like it. */
const unwilling: Jobseeker = {
  ...jobseeker,
  declined: [{ what: 'VACANCY', value: vacancy.vacancyId, reason: 'HEALTH' }],
};

function judged(who: Jobseeker): Suggestion {
  const found = index.judge(who, NEAR);
  if (found.kind === 'REFUSAL') throw new Error('was refused');
  return found;
}

test('nobody else can tell who said no to something like it from who did not, by words, terms or score', () => {
  expect(judged(unwilling).score).toBeLessThan(judged(jobseeker).score);
  const [said, not] = [asTold(judged(unwilling), 'OTHERS'), asTold(judged(jobseeker), 'OTHERS')];
  expect(said).toEqual(not);
  expect(explain(said, 'OTHERS')).toEqual(explain(not, 'OTHERS'));
});

test('a list of others is in the order of what they are told, whatever was declined', () => {
  const told = (who: Jobseeker) =>
    index.top(who, 10, 'OTHERS').filter(({ vacancyId }) => vacancyId !== vacancy.vacancyId);
  expect(told(unwilling)).toEqual(told(jobseeker));
  const scores = told(unwilling).map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  expect(scores).toHaveLength(2);
});

test('the score that others are told is still the sum of the terms that they are told', () => {
  const { score, terms } = asTold(judged(unwilling), 'OTHERS');
  expect(terms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 8);
  expect(score).toBeCloseTo(
    terms.reduce((sum, { weight, value }) => sum + weight * value, 0),
    8,
  );
});

test('the person is told it all', () => {
  const own = judged(unwilling);
  expect(asTold(own, 'JOBSEEKER')).toBe(own);
  expect(explain(own, 'JOBSEEKER').en).toContain('somewhat like what was declined');
});

test.each([
  ['VACANCY', vacancy.vacancyId],
  ['EMPLOYER', vacancy.employer],
  ['OCCUPATION', vacancy.occupation],
  ['COUNTY', vacancy.county],
  ['SHIFT', vacancy.shift],
] as const)('that a %s was declined is told to nobody else', (what, value) => {
  const refused = index.judge(
    { ...jobseeker, declined: [{ what, value, reason: 'OTHER' }] },
    vacancy.vacancyId,
  );
  expect(refused.kind).toBe('REFUSAL');
  expect(explain(refused, 'OTHERS')).toEqual({
    en: 'Not suggested: the hard constraints do not all hold.',
    zh: '不推荐：不满足全部硬性条件。',
    wouldChange: [],
  });
  expect(explain(refused, 'JOBSEEKER').wouldChange).toHaveLength(1);
});
