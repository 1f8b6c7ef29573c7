import { expect, test } from '@jest/globals';
import { assign, solveInTurns } from './assign.ts';
import { UNASSIGNED, type AssignmentProblem } from './assignment-problem.ts';
import { drain } from './drain.ts';
import { StandingAssignment } from './standing-assignment.ts';
import { optimumOf } from './testing/optimum.ts';
import { problemsOf, valueOf } from './testing/problems-of.ts';
import { randomNumbers, randomProblem } from './testing/random-problem.ts';

function rows(
  capacity: readonly number[],
  lists: readonly Readonly<Record<number, number>>[],
): AssignmentProblem {
  const pairs = lists.map((list) => Object.entries(list));
  const offsets = [0];
  for (const list of pairs) offsets.push(offsets.at(-1)! + list.length);
  return {
    capacity: Int32Array.from(capacity),
    offsets: Int32Array.from(offsets),
    vacancy: Int32Array.from(pairs.flat(), ([vacancy]) => Number(vacancy)),
    score: Float32Array.from(pairs.flat(), ([, score]) => score),
  };
}

test('the sum counts, not who comes first', () => {
  // Both like vacancy 0 best; the second has nowhere else to go.
  expect([...assign(rows([1, 1], [{ 0: 0.9, 1: 0.8 }, { 0: 0.6 }]))]).toEqual([1, 0]);
});

test('a vacancy takes as many as it has places, the best pairs of all', () => {
  const crowd = rows([2], [{ 0: 0.5 }, { 0: 0.9 }, { 0: 0.7 }, { 0: 0.4 }]);
  expect([...assign(crowd)]).toEqual([UNASSIGNED, 0, 0, UNASSIGNED]);
});

test('a pair below the reserve is not made', () => {
  const problem = rows([3], [{ 0: 0.3 }, { 0: 0.29 }, {}]);
  expect([...assign(problem, { reserve: 0.295 })]).toEqual([0, UNASSIGNED, UNASSIGNED]);
});

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'is as good as HiGHS within n·ε (seed %i)',
  (seed) => {
    const random = randomNumbers(seed);
    const jobseekers = 1 + Math.floor(random() * 40);
    const vacancies = 1 + Math.floor(random() * 15);
    const problem = randomProblem(random, { jobseekers, vacancies, candidates: 8, grain: 0.05 });
    const reserve = seed % 3 === 0 ? 0.4 : 0;
    const epsilon = 0.001;
    const pairs = assign(problem, { reserve, epsilon });
    expect(problemsOf(problem, pairs)).toEqual([]);
    const best = optimumOf(problem, reserve);
    // 40 × 0.001 is less than the grain: nothing but the best is left.
    expect(valueOf(problem, pairs, reserve)).toBeCloseTo(best, 5);
  },
);

test('a coarser ε gives up no more than it says, and the certificate tells how much', () => {
  const random = randomNumbers(7);
  const problem = randomProblem(random, { jobseekers: 150, vacancies: 40, candidates: 12, grain: 0.001 });
  const epsilon = 0.02;
  const standing = new StandingAssignment(problem, { epsilon });
  drain(standing.solve());
  const { value, bound, assigned } = standing.certificate();
  const best = optimumOf(problem);
  expect(value).toBeCloseTo(valueOf(problem, standing.pairs, 0), 5);
  expect(best).toBeGreaterThanOrEqual(value - 1e-6);
  expect(best).toBeLessThanOrEqual(bound + 1e-6);
  expect(bound - value).toBeLessThanOrEqual(150 * epsilon);
  expect(assigned).toBe(standing.pairs.filter((vacancy) => vacancy !== UNASSIGNED).length);
});

test('the same problem gives the same pairs', () => {
  const problem = randomProblem(randomNumbers(3), {
    jobseekers: 500,
    vacancies: 120,
    candidates: 20,
    grain: 0.1,
  });
  expect(assign(problem)).toEqual(assign(problem));
});

test('solving in turns gives the same, says how it goes, and ends when it is told to', async () => {
  const size = { jobseekers: 3_000, vacancies: 400, candidates: 20, grain: 0.01 };
  const problem = randomProblem(randomNumbers(5), size);
  const standing = new StandingAssignment(problem);
  const phases: number[] = [];
  await solveInTurns(standing, { onProgress: ({ phase }) => phases.push(phase) });
  expect(standing.pairs).toEqual(assign(problem));
  expect(phases.length).toBeGreaterThan(0);
  expect(phases).toEqual(phases.toSorted((a, b) => a - b));

  const controller = new AbortController();
  const given = solveInTurns(new StandingAssignment(problem), {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('no longer wanted')),
  });
  await expect(given).rejects.toThrow('no longer wanted');
});

test.each([
  ['`offsets` must begin with 0', { offsets: [1, 1] }],
  ['`offsets` must end with the number of vacancies and of scores', { offsets: [0, 1] }],
  ['`offsets` falls', { offsets: [0, 2, 1, 2] }],
  ['a capacity is below 0', { capacity: [1, -1] }],
  ['there is no vacancy 2', { vacancy: [0, 2] }],
  ['vacancy 1 is twice in one list', { vacancy: [1, 1] }],
  ['a score is not finite', { score: [0.5, Number.NaN] }],
])('refuses a problem that does not fit together: %s', (message, wrong) => {
  const fine = { capacity: [1, 1], offsets: [0, 2], vacancy: [0, 1], score: [0.5, 0.6], ...wrong };
  const problem = {
    capacity: Int32Array.from(fine.capacity),
    offsets: Int32Array.from(fine.offsets),
    vacancy: Int32Array.from(fine.vacancy),
    score: Float32Array.from(fine.score),
  };
  expect(() => assign(problem)).toThrow(new RangeError(message));
});
