import { expect, test } from '@jest/globals';
import type { Jobseeker } from '../market/jobseeker.ts';
import { PRIORITY_GROUPS } from '../market/priority-group.ts';
import { violationsOf } from '../constraints/violations-of.ts';
import { worldOn } from '../constraints/match-world.ts';
import { asTold } from './as-told.ts';
import { explain, type Reader } from './explain.ts';
import { JobseekerIndex } from './jobseeker-index.ts';
import type { Suggestion } from './suggestion.ts';
import { MARKET_DAY, randomMarket, type RandomMarket } from './testing/random-market.ts';
import { VacancyIndex } from './vacancy-index.ts';

const SEEDS = [1, 2];
const SIZES = { vacancies: 150, jobseekers: 60 };
const K = 10;
const FEW = 3;
const world = worldOn(MARKET_DAY);

function indexesOf({ vacancies, jobseekers }: RandomMarket) {
  const byVacancy = new VacancyIndex(world);
  for (const vacancy of vacancies) byVacancy.put(vacancy);
  const byJobseeker = new JobseekerIndex(byVacancy);
  for (const jobseeker of jobseekers) byJobseeker.put(jobseeker);
  return { byVacancy, byJobseeker };
}

const judgedMarkets = new Map<number, ReturnType<typeof judgeMarket>>();

/** Judging every pair takes longest: done once for all that read it. */
function judgedMarket(seed: number): ReturnType<typeof judgeMarket> {
  const market = judgedMarkets.get(seed) ?? judgeMarket(seed);
  judgedMarkets.set(seed, market);
  return market;
}

function judgeMarket(seed: number) {
  const market = randomMarket(seed, SIZES);
  const indexes = indexesOf(market);
  const pairs = market.jobseekers.map((one) =>
    market.vacancies.map(({ vacancyId }) => indexes.byVacancy.judge(one, vacancyId)),
  );
  return { ...market, ...indexes, pairs };
}

/** Every pair looked at alone, by the files of `constraints/` and `terms/`, without any column, bound or order. */
function naive(
  pairs: readonly ReturnType<VacancyIndex['judge']>[],
  nameOf: (of: Suggestion) => string,
  reader: Reader = 'JOBSEEKER',
) {
  return pairs
    .filter((judged) => judged.kind === 'SUGGESTION')
    .map((judged) => asTold(judged, reader))
    .sort((a, b) => b.score - a.score || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, K);
}

test.each(SEEDS)('both indexes find what looking at every pair finds (market %i)', (seed) => {
  const { vacancies, jobseekers, byVacancy, byJobseeker, pairs } = judgedMarket(seed);
  let found = 0;
  for (const [row, jobseeker] of jobseekers.entries()) {
    const expected = naive(pairs[row]!, ({ vacancyId }) => vacancyId);
    expect(byVacancy.top(jobseeker, K)).toEqual(expected);
    found += expected.length;
  }
  for (const [column, vacancy] of vacancies.entries()) {
    const expected = naive(
      pairs.map((row) => row[column]!),
      ({ personKey }) => personKey,
    );
    expect(byJobseeker.top(vacancy, K)).toEqual(expected);
  }
  // A market in which nothing fits would show nothing.
  expect(found).toBeGreaterThan(100);
});

test.each(SEEDS)(
  'who is not told of what was declined finds what such a reader would (market %i)',
  (seed) => {
    const { vacancies, jobseekers, byVacancy, byJobseeker, pairs } = judgedMarket(seed);
    let different = 0;
    for (const [row, jobseeker] of jobseekers.entries()) {
      const told = byVacancy.top(jobseeker, K, 'OTHERS');
      expect(told).toEqual(naive(pairs[row]!, ({ vacancyId }) => vacancyId, 'OTHERS'));
      const namesOf = (list: readonly Suggestion[]) => list.map(({ vacancyId }) => vacancyId);
      if (String(namesOf(told)) !== String(namesOf(byVacancy.top(jobseeker, K)))) different += 1;
    }
    for (const [column, vacancy] of vacancies.entries())
      expect(byJobseeker.top(vacancy, K, { reader: 'OTHERS' })).toEqual(
        naive(
          pairs.map((row) => row[column]!),
          ({ personKey }) => personKey,
          'OTHERS',
        ),
      );
    // Where no list changes, nothing was left out.
    expect(different).toBeGreaterThan(0);
  },
);

test.each(SEEDS)(
  'of the people of some counties the best are found, whoever lives elsewhere (market %i)',
  (seed) => {
    const { vacancies, jobseekers, byJobseeker, pairs } = judgedMarket(seed);
    const served = new Set<string>(jobseekers.slice(0, 3).map(({ county }) => county));
    const livesIn = (county: string): boolean => served.has(county);
    let [found, cutOff] = [0, 0];
    for (const [column, vacancy] of vacancies.entries()) {
      const ofServed = pairs.filter((_, row) => livesIn(jobseekers[row]!.county)).map((row) => row[column]!);
      const expected = naive(ofServed, ({ personKey }) => personKey).slice(0, FEW);
      expect(byJobseeker.top(vacancy, FEW, { livesIn })).toEqual(expected);
      const among = byJobseeker
        .top(vacancy, FEW)
        .filter(({ personKey }) => livesIn(byJobseeker.find(personKey)!.county));
      found += expected.length;
      cutOff += expected.length - among.length;
    }
    expect(found).toBeGreaterThan(50);
    // Looked for among all and left out afterwards, these would not have been shown.
    expect(cutOff).toBeGreaterThan(10);
  },
);

test.each(SEEDS)(
  'nothing that is suggested violates a constraint, and all of it is explained (market %i)',
  (seed) => {
    const market = randomMarket(seed + 100, SIZES);
    const { byVacancy, byJobseeker } = indexesOf(market);
    const into = { ids: new Int32Array(K), scores: new Float32Array(K) };
    for (const jobseeker of market.jobseekers) {
      const suggestions = byVacancy.top(jobseeker, K);
      expect(byVacancy.candidates(jobseeker, K, into)).toBe(suggestions.length);
      for (const [i, suggestion] of suggestions.entries()) {
        const vacancy = byVacancy.find(suggestion.vacancyId)!;
        expect(violationsOf({ jobseeker, vacancy }, world)).toEqual([]);
        expect(byVacancy.vacancyIdAt(into.ids[i]!)).toBe(suggestion.vacancyId);
        expect(into.scores[i]).toBe(Math.fround(suggestion.score));
        expectExplained(suggestion);
      }
    }
    for (const vacancy of market.vacancies)
      for (const suggestion of byJobseeker.top(vacancy, K)) {
        const jobseeker = byJobseeker.find(suggestion.personKey)!;
        expect(violationsOf({ jobseeker, vacancy }, world)).toEqual([]);
        expectExplained(suggestion);
      }
  },
);

function expectExplained(suggestion: Suggestion): void {
  const { en, zh, wouldChange } = explain(suggestion);
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect(en).toMatch(/^Suggested: .+\.$/u);
  expect(wouldChange.length).toBeGreaterThan(0);
  for (const change of wouldChange) expect(change.zh).toMatch(/\p{Script=Han}/u);
  expect(suggestion.score).toBeGreaterThanOrEqual(0);
  expect(suggestion.score).toBeLessThanOrEqual(1);
  const sum = suggestion.terms.reduce((total, { weight, value }) => total + weight * value, 0);
  expect(suggestion.score).toBeCloseTo(sum, 8);
}

test('groups, sex and an age beyond the legal bar change no score and no order', () => {
  const market = randomMarket(7, SIZES);
  const { byVacancy } = indexesOf(market);
  let compared = 0;
  for (const [i, jobseeker] of market.jobseekers.entries()) {
    if (!/^(?:19|200[0-6])/u.test(jobseeker.birthDate)) continue;
    // The sex of a resident is the last digit but one of the number.
    const others: readonly Jobseeker[] = [
      { ...jobseeker, groups: PRIORITY_GROUPS.filter((_, at) => (i >> at) % 2 === 0) },
      { ...jobseeker, birthDate: `19${50 + (i % 50)}-03-04` },
      { ...jobseeker, personKey: 'RID:239901196001011234' as Jobseeker['personKey'] },
      { ...jobseeker, personKey: 'RID:239901196001011224' as Jobseeker['personKey'] },
    ];
    const before = byVacancy.top(jobseeker, K).map(withoutPerson);
    for (const other of others) expect(byVacancy.top(other, K).map(withoutPerson)).toEqual(before);
    compared += before.length;
  }
  expect(compared).toBeGreaterThan(50);
});

function withoutPerson(suggestion: Suggestion): Omit<Suggestion, 'personKey'> {
  const { kind, vacancyId, score, terms, satisfied } = suggestion;
  return { kind, vacancyId, score, terms, satisfied };
}

test('putting, changing and removing leaves the index that putting what is left would make', () => {
  const { vacancies, jobseekers } = randomMarket(11, SIZES);
  const changed = randomMarket(12, SIZES).vacancies;
  const worn = new VacancyIndex(world);
  for (const vacancy of vacancies) worn.put(vacancy);
  for (const vacancy of changed.slice(0, 80)) worn.put(vacancy);
  for (const { vacancyId } of vacancies.slice(50, 100)) worn.remove(vacancyId);
  worn.remove('V9999999999');
  const fresh = new VacancyIndex(world);
  for (const vacancy of [...changed.slice(0, 50), ...vacancies.slice(100)]) fresh.put(vacancy);
  expect(worn.size).toBe(fresh.size);
  for (const jobseeker of jobseekers) expect(worn.top(jobseeker, K)).toEqual(fresh.top(jobseeker, K));
});

test('the same of the people', () => {
  const { vacancies, jobseekers } = randomMarket(13, SIZES);
  const changed = randomMarket(14, SIZES).jobseekers;
  const byVacancy = new VacancyIndex(world);
  for (const vacancy of vacancies) byVacancy.put(vacancy);
  const worn = new JobseekerIndex(byVacancy);
  for (const jobseeker of [...jobseekers, ...changed.slice(0, 30)]) worn.put(jobseeker);
  for (const { personKey } of jobseekers.slice(20, 40)) worn.remove(personKey);
  const fresh = new JobseekerIndex(byVacancy);
  for (const jobseeker of [...changed.slice(0, 20), ...jobseekers.slice(40)]) fresh.put(jobseeker);
  expect(worn.size).toBe(fresh.size);
  for (const vacancy of vacancies) expect(worn.top(vacancy, K)).toEqual(fresh.top(vacancy, K));
});
