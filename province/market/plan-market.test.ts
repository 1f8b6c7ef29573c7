import { expect, test } from '@jest/globals';
import { checkCreditCode } from '../../identifiers/credit-code.ts';
import { syntheticDivisions } from '../../identifiers/division.ts';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import { checkVacancy } from '../../subgraphs/matching/market/check-vacancy.ts';
import { vacancyStatus } from '../../subgraphs/matching/market/vacancy-status.ts';
import { jobseekerObstacles } from '../../subgraphs/matching/market/check-jobseeker.ts';
import { occupationTree } from '../../subgraphs/matching/occupations/occupation-tree.ts';
import { planMarket } from './plan-market.ts';
import { PLANTED_VACANCIES } from './plant-bad-vacancy.ts';

const TODAY = '2026-11-01';
const PLAN = { seed: 7, jobseekers: 1_200, vacancies: 1_500 };

test('the same plan makes the same market, another seed another', () => {
  const textOf = (seed: number): string => {
    const { vacancies, jobseekers, truth } = planMarket({ seed, jobseekers: 100, vacancies: 200 });
    const preferences = truth.preferences(5).map(({ grades, oracle }) => [...grades, ...oracle]);
    return JSON.stringify([[...vacancies], [...jobseekers], preferences]);
  };
  expect(textOf(7)).toBe(textOf(7));
  expect(textOf(8)).not.toBe(textOf(7));
});

test('a larger market begins with the smaller one', () => {
  const few = planMarket({ ...PLAN, vacancies: 40 });
  const employers = [...few.vacancies].map(({ employer, county }) => ({ creditCode: employer, county }));
  const small = planMarket({ ...PLAN, vacancies: 40, employers });
  const large = planMarket({ ...PLAN, employers });
  expect([...large.vacancies].slice(0, 40)).toEqual([...small.vacancies]);
});

test('nobody and no firm in it can be real, and no two are one', () => {
  const { vacancies, jobseekers } = planMarket(PLAN);
  const keys = new Set<string>();
  for (const { personKey } of jobseekers) {
    expect(parsePersonKey(personKey, syntheticDivisions)).not.toBeNull();
    keys.add(personKey);
  }
  expect(keys.size).toBe(PLAN.jobseekers);
  const ids = new Set<string>();
  for (const { vacancyId, employer, occupation } of vacancies) {
    expect(checkCreditCode(employer, syntheticDivisions).ok).toBe(true);
    expect(occupationTree.has(occupation)).toBe(true);
    ids.add(vacancyId);
  }
  expect(ids.size).toBe(PLAN.vacancies);
});

test('every planted fault is found, and nothing is found wrong with any other vacancy', () => {
  const { vacancies, truth } = planMarket(PLAN);
  const all = [...vacancies];
  const planted = truth.faults();
  const codes = PLANTED_VACANCIES.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  expect(new Set(planted.values())).toEqual(new Set(codes));
  all.forEach((vacancy, i) => {
    const others = all.slice(0, i).filter(({ employer }) => employer === vacancy.employer);
    const found: string[] = checkVacancy(vacancy, { day: TODAY, open: others.length, others }).map(
      ({ code }) => code,
    );
    if (vacancyStatus({ ...vacancy, held: 0 }, null) === 'FILLED') found.push('FILLED');
    const fault = planted.get(vacancy.vacancyId);
    expect([vacancy.text, found]).toEqual([vacancy.text, fault === undefined ? [] : [fault]]);
  });
});

test('every planted oddity is there, and only an empty profile is an obstacle', () => {
  const { jobseekers, truth } = planMarket(PLAN);
  const oddities = truth.oddities();
  expect(new Set(oddities.values()).size).toBe(3);
  for (const jobseeker of jobseekers) {
    const empty = oddities.get(jobseeker.personKey) === 'EMPTY_PROFILE';
    expect(jobseekerObstacles(jobseeker).map(({ code }) => code)).toEqual(empty ? ['EMPTY_PROFILE'] : []);
  }
});

test('preferences are held out, graded, and better known than by chance', () => {
  const { jobseekers, vacancies, truth } = planMarket({ seed: 3, jobseekers: 300, vacancies: 3_000 });
  const preferences = truth.preferences(40);
  expect(preferences).toHaveLength(40);
  const keys = [...jobseekers].map(({ personKey }) => personKey);
  const bad = truth.faults();
  const all = new Map([...vacancies].map((vacancy) => [vacancy.vacancyId, vacancy]));
  const graded = preferences.filter(({ grades }) => grades.size > 0);
  expect(graded.length).toBeGreaterThan(20);
  for (const { index, personKey, grades, oracle } of preferences) {
    expect(keys[index]).toBe(personKey);
    for (const id of grades.keys()) {
      expect(bad.has(id)).toBe(false);
      expect(all.has(id)).toBe(true);
    }
    expect(new Set(oracle).size).toBe(oracle.length);
  }
  // Without chance one is nearly, and not wholly, right about what is said with it.
  const hits = graded.filter(({ grades, oracle }) => grades.has(oracle[0] ?? '')).length;
  expect(hits / graded.length).toBeGreaterThan(0.6);
});

test('outcomes are planted for each pair, and better preferences come to more', () => {
  const { truth } = planMarket({ seed: 3, jobseekers: 300, vacancies: 3_000 });
  const preferences = truth.preferences(40);
  const outcomes = (grade: 1 | 3): readonly (string | undefined)[] =>
    preferences.flatMap(({ index, grades }) =>
      [...grades].filter(([, each]) => each === grade).map(([id]) => truth.outcome(index, id)?.kind),
    );
  expect(outcomes(3)).not.toContain(undefined);
  const hired = (grade: 1 | 3): number => {
    const all = outcomes(grade);
    return all.filter((kind) => kind === 'HIRED').length / all.length;
  };
  expect(hired(3)).toBeGreaterThan(hired(1));
  const [first] = preferences;
  const kinds = new Set<string>();
  for (let number = 1; number <= 3_000; number++) {
    const outcome = truth.outcome(first!.index, `V${String(number).padStart(10, '0')}`);
    kinds.add(outcome?.kind ?? 'none');
    if (outcome?.kind !== 'HIRED') continue;
    // Who has left does not come back.
    const told = Object.values(outcome.after).join(' ');
    expect(told).toMatch(/^(?:AT_WORK ?)*(?:LEFT ?)*$/u);
  }
  expect(kinds).toEqual(new Set(['HIRED', 'DECLINED', 'NOT_OFFERED', 'none']));
});

test('of a vacancy that is bad nothing comes', () => {
  const { truth } = planMarket(PLAN);
  for (const id of truth.faults().keys()) expect(truth.outcome(0, id)).toBeNull();
});

test('too few people make no market', () => {
  expect(() => planMarket({ ...PLAN, people: [] })).toThrow(RangeError);
});
