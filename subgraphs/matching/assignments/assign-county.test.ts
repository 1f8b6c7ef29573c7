import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withinRegion } from '../../../identifiers/division.ts';
import { worldOn } from '../constraints/match-world.ts';
import { violationsOf } from '../constraints/violations-of.ts';
import { jobseekerOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import { asTold } from '../score/as-told.ts';
import { MARKET_DAY, randomMarket } from '../score/testing/random-market.ts';
import type { MirroredMarket } from '../suggestions/market-mirror.ts';
import { assignCounty, type CountyWatch } from './assign-county.ts';
import type { MadeRun } from './keep-run.ts';
import { marketOf } from './testing/market-of.ts';

const CITY = '230100';
const world = worldOn(MARKET_DAY);

/** A mirror that shows one market after the other, and stays with the last. */
function mirrorOf(...markets: readonly [MirroredMarket, ...MirroredMarket[]]) {
  let asked = 0;
  return { market: () => Promise.resolve(markets[Math.min(asked++, markets.length - 1)] ?? markets[0]) };
}

const WATCH: CountyWatch = {
  signal: new AbortController().signal,
  onProgress: () => Promise.resolve(),
};

const threads: Worker[] = [];
const note = (message: unknown): void => void threads.push((message as { readonly worker: Worker }).worker);
beforeAll(() => {
  subscribe('worker_threads', note);
});
afterAll(() => {
  unsubscribe('worker_threads', note);
});
beforeEach(() => {
  threads.length = 0;
});

function expectNoThreads(): void {
  expect(threads).not.toEqual([]);
  // Of a thread that has ended.
  expect(threads.map(({ threadId }) => threadId)).toEqual(threads.map(() => -1));
}

const { vacancies, jobseekers } = randomMarket(4, { vacancies: 400, jobseekers: 600 });
const market = marketOf(vacancies, jobseekers);

describe('a run', () => {
  const progress: { readonly jobseekers: number; readonly lookedAt: number }[] = [];
  const local = jobseekers.filter(({ county }) => withinRegion(county, CITY));
  let run: MadeRun;
  beforeAll(async () => {
    run = await assignCounty(mirrorOf(market), CITY, {
      ...WATCH,
      onProgress: (said) => Promise.resolve(void progress.push(said)),
    });
  });

  test('is of the people of the county alone: no pair violates a constraint, nobody has two, no vacancy too many', () => {
    expect(run.pairs.length).toBeGreaterThan(10);
    expect(new Set(run.pairs.map(({ personKey }) => personKey)).size).toBe(run.pairs.length);
    for (const { personKey, vacancyId, county } of run.pairs) {
      expect(withinRegion(county, CITY)).toBe(true);
      const pair = {
        jobseeker: market.jobseekers.find(personKey)!,
        vacancy: market.vacancies.find(vacancyId)!,
      };
      expect(violationsOf(pair, world)).toEqual([]);
    }
    for (const [vacancyId, given] of Map.groupBy(run.pairs, (pair) => pair.vacancyId)) {
      const { places, filled } = market.vacancies.find(vacancyId)!;
      expect(given.length).toBeLessThanOrEqual(places - filled);
    }
  });

  test('is worth the sum of what others are told of its pairs, and no more than the bound', () => {
    const told = run.pairs.map(({ personKey, vacancyId }) => {
      const judged = market.vacancies.judge(market.jobseekers.find(personKey)!, vacancyId);
      return judged.kind === 'SUGGESTION' ? asTold(judged, 'OTHERS').score : NaN;
    });
    expect(run.pairs.map(({ score }) => score)).toEqual(told);
    const { value, bound } = run.certificate;
    // Threads score with floats of 32 bits.
    expect(value).toBeCloseTo(
      told.reduce((sum, score) => sum + score, 0),
      3,
    );
    expect(value).toBeLessThanOrEqual(bound + 1e-9);
    expect(bound - value).toBeLessThanOrEqual(0.0005 * local.length + 1e-9);
  });

  test('says how far it is: nobody is looked at first, everybody in the end, each once', () => {
    const looked = progress.map(({ lookedAt }) => lookedAt);
    expect(looked[0]).toBe(0);
    expect(looked.at(-1)).toBe(local.length);
    expect(looked).toEqual([...new Set(looked)].sort((one, other) => one - other));
    expect(new Set(progress.map((said) => said.jobseekers))).toEqual(new Set([local.length]));
  });

  test('has its figures from the vacancies that somebody could take', () => {
    const { capacity, vacancy } = run.problem;
    expect(capacity).toHaveLength(new Set(vacancy).size);
    expect(Math.min(...capacity)).toBeGreaterThan(0);
    expect(run.fairness.ndklReranked).toBeLessThanOrEqual(run.fairness.ndkl);
  });
});

test('a market that came in another order, and of which work was withdrawn meanwhile, gives the same but for that', async () => {
  const turned = marketOf(vacancies.toReversed(), jobseekers.toReversed());
  const one = await assignCounty(mirrorOf(turned), CITY, WATCH);
  expectNoThreads();
  const [first] = one.pairs;
  const withdrawn = vacancies.filter(({ vacancyId }) => vacancyId !== first!.vacancyId);
  const other = await assignCounty(mirrorOf(market, marketOf(withdrawn, jobseekers)), CITY, WATCH);
  expect(other.problem).toEqual(one.problem);
  expect(other.certificate).toEqual(one.certificate);
  const still = one.pairs.filter(({ vacancyId }) => vacancyId !== first!.vacancyId);
  expect(namesOf(other.pairs)).toEqual(namesOf(still));
});

function namesOf(pairs: MadeRun['pairs']): readonly string[] {
  return pairs.map(({ personKey, vacancyId }) => `${personKey} ${vacancyId}`).toSorted();
}

test('whoever reads a run can not tell from scores, value or bound that somebody said no to something like it', async () => {
  const [first, second] = [vacancyOf(), vacancyOf({ vacancyId: 'V0000000002' })];
  const willing = jobseekerOf();
  const declined = [{ what: 'VACANCY', value: first.vacancyId, reason: 'TOO_FAR' }] as const;
  const unwilling = { ...willing, declined };
  const saidNo = marketOf([first, second], [unwilling]);
  const cannot = marketOf([{ ...first, status: 'WITHDRAWN' }, second], [willing]);
  const [no, not] = [
    saidNo.vacancies.judge(unwilling, second.vacancyId),
    saidNo.vacancies.judge(willing, second.vacancyId),
  ];
  expect(no).toMatchObject({ kind: 'SUGGESTION' });
  expect(no).not.toEqual(not);
  const [one, other] = [
    await assignCounty(mirrorOf(saidNo), '230102', WATCH),
    await assignCounty(mirrorOf(cannot), '230102', WATCH),
  ];
  expect(one.pairs).toHaveLength(1);
  expect([one.pairs, one.certificate]).toEqual([other.pairs, other.certificate]);
});

test('a run that is given up ends, and its threads with it', async () => {
  const controller = new AbortController();
  const given = assignCounty(mirrorOf(market), CITY, {
    signal: controller.signal,
    onProgress: ({ lookedAt }) => {
      if (lookedAt > 0) controller.abort(new Error('no longer wanted'));
      return Promise.resolve();
    },
  });
  await expect(given).rejects.toThrow('no longer wanted');
  expectNoThreads();
});

test('a run whose progress can not be kept fails, and its threads end', async () => {
  const onProgress = ({ lookedAt }: { readonly lookedAt: number }) =>
    lookedAt > 0 ? Promise.reject(new Error('no table')) : Promise.resolve();
  await expect(assignCounty(mirrorOf(market), CITY, { ...WATCH, onProgress })).rejects.toThrow('no table');
  expectNoThreads();
});
