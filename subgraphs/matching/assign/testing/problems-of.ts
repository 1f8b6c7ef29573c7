import { UNASSIGNED, type AssignmentProblem } from '../assignment-problem.ts';

/** What no assignment may be, in words: pairs that were not candidates, vacancies over their capacity. */
export function problemsOf(problem: AssignmentProblem, pairs: Int32Array): readonly string[] {
  const { capacity, offsets } = problem;
  const held = new Int32Array(capacity.length);
  const found: string[] = [];
  if (pairs.length !== offsets.length - 1) found.push(`${pairs.length} answers`);
  pairs.forEach((vacancy, jobseeker) => {
    if (vacancy === UNASSIGNED) return;
    held[vacancy] = (held[vacancy] ?? 0) + 1;
    if (scoreOf(problem, jobseeker, vacancy) === null) {
      found.push(`${jobseeker} is no candidate of ${vacancy}`);
    }
  });
  held.forEach((count, vacancy) => {
    if (count > (capacity[vacancy] ?? 0)) found.push(`vacancy ${vacancy} holds ${count}`);
  });
  return found;
}

/** The sum of scores, `reserve` for everybody without. */
export function valueOf(problem: AssignmentProblem, pairs: Int32Array, reserve: number): number {
  return pairs.reduce(
    (sum, vacancy, jobseeker) => sum + (scoreOf(problem, jobseeker, vacancy) ?? reserve),
    0,
  );
}

function scoreOf(problem: AssignmentProblem, jobseeker: number, wanted: number): number | null {
  const { offsets, vacancy, score } = problem;
  for (let at = offsets[jobseeker] ?? 0; at < (offsets[jobseeker + 1] ?? 0); at += 1) {
    if (vacancy[at] === wanted) return score[at] ?? null;
  }
  return null;
}
