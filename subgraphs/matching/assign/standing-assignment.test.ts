import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UNASSIGNED, type AssignmentProblem } from './assignment-problem.ts';
import { drain } from './drain.ts';
import { StandingAssignment } from './standing-assignment.ts';
import { optimumOf } from './testing/optimum.ts';
import { problemsOf, valueOf } from './testing/problems-of.ts';
import { randomList, randomNumbers, randomProblem } from './testing/random-problem.ts';

/** The plain lists beside it: what the problem is after each change, built anew each time. */
class Mirror {
  readonly places: number[];
  readonly lists: Map<number, number>[];

  constructor({ capacity, offsets, vacancy, score }: AssignmentProblem) {
    this.places = [...capacity];
    this.lists = Array.from({ length: offsets.length - 1 }, (_, at) => {
      const entries = Array.from(
        { length: offsets[at + 1]! - offsets[at]! },
        (_, of) => [vacancy[offsets[at]! + of]!, score[offsets[at]! + of]!] as const,
      );
      return new Map(entries);
    });
  }

  problem(): AssignmentProblem {
    const offsets = [0];
    for (const list of this.lists) offsets.push(offsets.at(-1)! + list.size);
    return {
      capacity: Int32Array.from(this.places),
      offsets: Int32Array.from(offsets),
      vacancy: Int32Array.from(this.lists.flatMap((list) => [...list.keys()])),
      score: Float32Array.from(this.lists.flatMap((list) => [...list.values()])),
    };
  }
}

const SIZE = { jobseekers: 24, vacancies: 10, candidates: 6, grain: 0.05 };
const EPSILON = 0.001;

interface Change {
  readonly kind: 'POST' | 'PLACES' | 'WITHDRAW' | 'FILL' | 'NEW' | 'OTHER' | 'LEAVE';
  readonly seed: number;
}

const KINDS = ['POST', 'PLACES', 'WITHDRAW', 'FILL', 'NEW', 'OTHER', 'LEAVE'] as const;
const change: fc.Arbitrary<Change> = fc.record({ kind: fc.constantFrom(...KINDS), seed: fc.nat() });

function apply(standing: StandingAssignment, mirror: Mirror, { kind, seed }: Change): void {
  const random = randomNumbers(seed);
  const jobseeker = Math.floor(random() * mirror.lists.length);
  const vacancy = Math.floor(random() * mirror.places.length);
  const wished = randomList(random, { ...SIZE, vacancies: mirror.places.length });
  const wishes = new Map(wished.vacancies.map((of, at) => [of, wished.scores[at]!]));
  switch (kind) {
    case 'POST': {
      const { vacancies: suitors, scores } = randomList(random, { ...SIZE, vacancies: mirror.lists.length });
      const places = Math.floor(random() * 4);
      const posted = standing.postVacancy(places, suitors, scores);
      mirror.places.push(places);
      suitors.forEach((suitor, at) => mirror.lists[suitor]!.set(posted, scores[at]!));
      return;
    }
    case 'PLACES':
      mirror.places[vacancy] = Math.floor(random() * 5);
      standing.changePlaces(vacancy, mirror.places[vacancy]);
      return;
    case 'WITHDRAW':
      mirror.places[vacancy] = 0;
      standing.changePlaces(vacancy, 0);
      return;
    case 'FILL':
      if (mirror.places[vacancy] === 0) return;
      mirror.places[vacancy]! -= 1;
      mirror.lists[jobseeker] = new Map();
      standing.fillPlace(jobseeker, vacancy);
      return;
    case 'NEW':
      mirror.lists.push(wishes);
      expect(standing.addJobseeker(wished.vacancies, wished.scores)).toBe(mirror.lists.length - 1);
      return;
    case 'OTHER':
      mirror.lists[jobseeker] = wishes;
      standing.changeJobseeker(jobseeker, wished.vacancies, wished.scores);
      return;
    case 'LEAVE':
      mirror.lists[jobseeker] = new Map();
      standing.changeJobseeker(jobseeker, [], []);
  }
}

test('after any changes the mended assignment is as good as one made from nothing, by HiGHS, within n·ε', () => {
  const reserve = 0.2;
  fc.assert(
    fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 20 }), (seed, changes) => {
      const problem = randomProblem(randomNumbers(seed), SIZE);
      const standing = new StandingAssignment(problem, { reserve, epsilon: EPSILON });
      drain(standing.solve());
      const mirror = new Mirror(problem);
      for (const one of changes) {
        apply(standing, mirror, one);
        const { value, bound } = standing.certificate();
        expect(bound - value).toBeLessThanOrEqual(mirror.lists.length * EPSILON + 1e-9);
      }
      const now = mirror.problem();
      expect(problemsOf(now, standing.pairs)).toEqual([]);
      const value = valueOf(now, standing.pairs, reserve);
      const best = optimumOf(now, reserve);
      expect(value).toBeGreaterThanOrEqual(best - mirror.lists.length * EPSILON - 1e-5);
      expect(value).toBeLessThanOrEqual(best + 1e-5);
    }),
    { numRuns: 60, seed: 6 },
  );
});

test('a place that becomes free goes on through those whom it makes better off', () => {
  // 0 is at the best, 1 at the second, 2 nowhere.
  const standing = new StandingAssignment({
    capacity: Int32Array.from([1, 1]),
    offsets: Int32Array.from([0, 1, 3, 4]),
    vacancy: Int32Array.from([0, 0, 1, 1]),
    score: Float32Array.from([0.9, 0.8, 0.5, 0.3]),
  });
  drain(standing.solve());
  expect([...standing.pairs]).toEqual([0, 1, UNASSIGNED]);
  standing.changeJobseeker(0, [], []);
  expect([...standing.pairs]).toEqual([UNASSIGNED, 0, 1]);
  expect(standing.holdersOf(0)).toEqual([1]);
});

test('a change in a corner moves nobody elsewhere', () => {
  const problem = randomProblem(randomNumbers(11), {
    jobseekers: 400,
    vacancies: 150,
    candidates: 10,
    grain: 0.01,
  });
  const standing = new StandingAssignment(problem);
  drain(standing.solve());
  const before = standing.pairs;
  const posted = standing.postVacancy(1, [17], [1]);
  const moved = [...standing.pairs].filter((vacancy, at) => vacancy !== before[at]).length;
  expect(standing.vacancyOf(17)).toBe(posted);
  expect(moved).toBeLessThan(40);
});

test('a change that makes no sense is refused and changes nothing', () => {
  const problem = randomProblem(randomNumbers(2), SIZE);
  const standing = new StandingAssignment(problem);
  drain(standing.solve());
  const before = standing.pairs;
  const changes = [
    () => standing.changePlaces(0, -1),
    () => standing.changePlaces(SIZE.vacancies, 1),
    () => standing.postVacancy(1.5, [0], [1]),
    () => standing.postVacancy(1, [SIZE.jobseekers], [1]),
    () => standing.postVacancy(1, [0, 0], [1, 1]),
    () => standing.changeJobseeker(0, [SIZE.vacancies], [1]),
    () => standing.changeJobseeker(0, [0], []),
    () => standing.changeJobseeker(SIZE.jobseekers, [0], [1]),
    () => standing.addJobseeker([0], [Number.NaN]),
  ];
  for (const change of changes) expect(change).toThrow(RangeError);
  expect(standing.pairs).toEqual(before);
});
