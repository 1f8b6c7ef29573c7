import { expect, test } from '@jest/globals';
import { worldOn } from '../constraints/match-world.ts';
import { violationsOf } from '../constraints/violations-of.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { MARKET_DAY, randomMarket } from '../score/testing/random-market.ts';
import { VacancyIndex } from '../score/vacancy-index.ts';
import { assignProvince, type ProvinceProgress } from './assign-province.ts';
import { UNASSIGNED } from './assignment-problem.ts';
import { problemsOf } from './testing/problems-of.ts';

const { vacancies, jobseekers } = randomMarket(4, { vacancies: 150, jobseekers: 600 });
const settings = { vacancies, jobseekers, day: MARKET_DAY, each: 12 };

test('a whole market is assigned in threads: no pair violates a constraint, no vacancy has too many', async () => {
  const stages: ProvinceProgress[] = [];
  const { problem, standing } = await assignProvince(
    { ...settings, threads: 1 },
    { onProgress: (progress) => stages.push(progress) },
  );
  expect(problemsOf(problem, standing.pairs)).toEqual([]);
  const world = worldOn(MARKET_DAY);
  let pairs = 0;
  standing.pairs.forEach((at, person) => {
    if (at === UNASSIGNED) return;
    pairs += 1;
    expect(violationsOf({ jobseeker: jobseekers[person]!, vacancy: vacancies[at]! }, world)).toEqual([]);
  });
  expect(pairs).toBeGreaterThan(10);
  const scored = stages.flatMap((one) => (one.stage === 'CANDIDATES' ? [one.jobseekers] : []));
  expect(scored.at(-1)).toBe(600);
  expect(stages.at(-1)?.stage).toBe('AUCTION');
});

test('the rows are what the index says of each jobseeker, and one thread gives the same as two', async () => {
  const one = await assignProvince({ ...settings, threads: 1 });
  const two = await assignProvince({ ...settings, threads: 2 });
  expect(two.problem).toEqual(one.problem);
  expect(two.standing.pairs).toEqual(one.standing.pairs);

  const index = new VacancyIndex(worldOn(MARKET_DAY));
  for (const vacancy of vacancies) index.put(vacancy);
  const into = { ids: new Int32Array(12), scores: new Float32Array(12) };
  const { offsets, vacancy, score } = one.problem;
  jobseekers.slice(0, 40).forEach((jobseeker, row) => {
    const count = index.candidates(jobseeker, 12, into);
    const ids = Array.from(into.ids.subarray(0, count), (slot) => index.vacancyIdAt(slot));
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    expect(Array.from(vacancy.subarray(from, to), (at) => vacancies[at]!.vacancyId)).toEqual(ids);
    expect(score.slice(from, to)).toEqual(into.scores.slice(0, count));
  });
});

test('a closed or full vacancy has no place to give', async () => {
  const closed = vacancies.map((vacancy, at): Vacancy =>
    at % 2 === 0 ? { ...vacancy, status: 'WITHDRAWN' } : { ...vacancy, filled: vacancy.places },
  );
  const { problem, standing } = await assignProvince({ ...settings, vacancies: closed, threads: 1 });
  expect(problem.capacity.every((places) => places === 0)).toBe(true);
  expect(standing.pairs.every((vacancy) => vacancy === UNASSIGNED)).toBe(true);
});

test('it ends when it is told to, with the reason', async () => {
  const controller = new AbortController();
  const given = assignProvince(
    { ...settings, threads: 1 },
    { signal: controller.signal, onProgress: () => controller.abort(new Error('no longer wanted')) },
  );
  await expect(given).rejects.toThrow('no longer wanted');
  await expect(
    assignProvince(settings, { signal: AbortSignal.abort(new Error('not at all')) }),
  ).rejects.toThrow('not at all');
});

test('what goes wrong in a thread ends the work', async () => {
  const broken = [{ vacancyId: 'V0000000000' } as Vacancy];
  await expect(assignProvince({ ...settings, vacancies: broken, threads: 1 })).rejects.toThrow(
    'a thread that scores has failed',
  );
});
