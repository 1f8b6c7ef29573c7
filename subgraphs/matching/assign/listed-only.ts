import type { AssignmentProblem } from './assignment-problem.ts';

/** The same without the vacancies that are in nobody's list; those that stay keep their order. */
export function listedOnly({ capacity, offsets, vacancy, score }: AssignmentProblem): AssignmentProblem {
  const listed = Int32Array.from(new Set(vacancy)).sort();
  const newIndex = new Int32Array(capacity.length);
  listed.forEach((old, at) => (newIndex[old] = at));
  return {
    capacity: listed.map((old) => capacity[old] ?? 0),
    offsets,
    vacancy: vacancy.map((old) => newIndex[old] ?? 0),
    score,
  };
}
