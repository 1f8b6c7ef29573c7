import type { AssignmentProblem } from '../assignment-problem.ts';

export interface RandomProblem {
  readonly jobseekers: number;
  readonly vacancies: number;
  /** At most so many for each; some have none. */
  readonly candidates: number;
  /** Scores are multiples of this, so that there are ties. */
  readonly grain: number;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Some vacancies have no place; some are everybody's favourite. */
export function randomProblem(random: () => number, size: RandomProblem): AssignmentProblem {
  const capacity = Int32Array.from({ length: size.vacancies }, () => Math.floor(random() * 4));
  const lists = Array.from({ length: size.jobseekers }, () => randomList(random, size));
  const offsets = new Int32Array(size.jobseekers + 1);
  lists.forEach(({ vacancies }, at) => (offsets[at + 1] = (offsets[at] ?? 0) + vacancies.length));
  return {
    capacity,
    offsets,
    vacancy: Int32Array.from(lists.flatMap(({ vacancies }) => vacancies)),
    score: Float32Array.from(lists.flatMap(({ scores }) => scores)),
  };
}

/** One jobseeker's list; the first vacancies come up most. */
export function randomList(
  random: () => number,
  { vacancies, candidates, grain }: Omit<RandomProblem, 'jobseekers'>,
): { readonly vacancies: readonly number[]; readonly scores: readonly number[] } {
  const chosen = new Set<number>();
  const wanted = Math.floor(random() * (candidates + 1));
  for (let at = 0; at < wanted; at += 1) chosen.add(Math.floor(random() ** 2 * vacancies));
  return {
    vacancies: [...chosen],
    scores: Array.from(chosen, () => Math.round(random() / grain) * grain),
  };
}
