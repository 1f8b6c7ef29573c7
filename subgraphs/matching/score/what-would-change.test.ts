import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import type { Pair } from '../constraints/constraint.ts';
import { explain } from './explain.ts';
import type { ScoreTerm, TermName } from './score-term.ts';
import { gainOf } from './term-gain.ts';
import { fittingPair } from './testing/fitting-pair.ts';
import { MARKET_DAY, randomMarket } from './testing/random-market.ts';
import { VacancyIndex } from './vacancy-index.ts';

const world = worldOn(MARKET_DAY);

/** The pair after what its explanation said would change it; null where it is another person's or place's to change. */
const AFTER: Readonly<Record<TermName, (pair: Pair) => Pair | null>> = {
  OCCUPATION: ({ jobseeker, vacancy }) => ({
    vacancy,
    jobseeker: { ...jobseeker, occupations: [vacancy.occupation, ...jobseeker.occupations] },
  }),
  SKILLS: ({ jobseeker, vacancy }) =>
    vacancy.skills.length === 0
      ? null
      : { vacancy, jobseeker: { ...jobseeker, skills: [...jobseeker.skills, ...vacancy.skills] } },
  TEXT: ({ jobseeker, vacancy }) => ({
    vacancy,
    jobseeker: { ...jobseeker, text: `${jobseeker.text}，${vacancy.title}，${vacancy.text}` },
  }),
  WAGE: ({ jobseeker, vacancy }) => ({
    jobseeker,
    vacancy: {
      ...vacancy,
      wageFen: { low: vacancy.wageFen.high + 10_000, high: vacancy.wageFen.high + 20_000 },
    },
  }),
  COMMUTE: () => null,
  EMPLOYER_WISH: ({ jobseeker, vacancy }) => ({
    jobseeker,
    vacancy: { ...vacancy, wanted: { years: 0, education: 'NONE' } },
  }),
  UNLIKE_DECLINED: ({ jobseeker, vacancy }) => ({ vacancy, jobseeker: { ...jobseeker, declined: [] } }),
};

test('what is said to change a suggestion does: the score is higher after it', () => {
  const { vacancies, jobseekers } = randomMarket(21, { vacancies: 150, jobseekers: 60 });
  const index = new VacancyIndex(world);
  for (const vacancy of vacancies) index.put(vacancy);
  const tried = new Set<TermName>();
  for (const jobseeker of jobseekers)
    for (const suggestion of index.top(jobseeker, 3)) {
      const vacancy = index.find(suggestion.vacancyId)!;
      // What is said is chosen among these: the three by which there is most to gain.
      for (const { name, weight, value } of suggestion.terms) {
        const after = AFTER[name]({ jobseeker, vacancy });
        if (after === null || weight * (1 - value) < 0.005) continue;
        tried.add(name);
        expect([name, scoreOf(after, vacancies) > suggestion.score]).toEqual([name, true]);
      }
    }
  expect([...tried].sort()).toEqual(
    Object.keys(AFTER)
      .filter((name) => name !== 'COMMUTE')
      .sort(),
  );
});

function scoreOf({ jobseeker, vacancy }: Pair, vacancies: readonly Pair['vacancy'][]): number {
  const index = new VacancyIndex(world);
  for (const one of vacancies) index.put(one.vacancyId === vacancy.vacancyId ? vacancy : one);
  const judged = index.judge(jobseeker, vacancy.vacancyId);
  if (judged.kind === 'REFUSAL') throw new Error('was refused');
  return judged.score;
}

test('an explanation says nothing that its terms do not hold', () => {
  const index = new VacancyIndex(world);
  index.put(fittingPair.vacancy);
  const judged = index.judge(fittingPair.jobseeker, fittingPair.vacancy.vacancyId);
  if (judged.kind === 'REFUSAL') throw new Error('was refused');
  const whole = explain(judged);
  for (const left of judged.terms) {
    const others: readonly ScoreTerm[] = judged.terms.filter(({ name }) => name !== left.name);
    const without = explain({ ...judged, terms: others });
    // Each term has its own sentence: without the term, it alone is gone.
    expect(without.en.split('; ')).toHaveLength(whole.en.split('; ').length - sentencesOf(left));
    expect(without.wouldChange.map(({ en }) => en)).not.toContain(gainOf(left).en);
  }
  expect(explain({ ...judged, personKey: 'RID:other' as typeof judged.personKey })).toEqual(whole);
});

/** Two parts are in the sentence of some; of what is like nothing declined there is nothing to say. */
function sentencesOf({ name }: ScoreTerm): number {
  if (name === 'UNLIKE_DECLINED') return 0;
  return ['SKILLS', 'EMPLOYER_WISH'].includes(name) ? 2 : 1;
}
