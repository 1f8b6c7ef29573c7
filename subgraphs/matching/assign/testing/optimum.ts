import loadHighs from 'highs';
import type { AssignmentProblem } from '../assignment-problem.ts';

// Node gives the module's ES form, of which the default is the function; TypeScript reads the types as CommonJS.
const highs = await (loadHighs as unknown as typeof loadHighs.default)();

/**
 * The largest sum of an assignment, `reserve` for everybody without: by HiGHS, as a linear program, whose corners are
 * whole because its matrix is that of a bipartite graph. For small problems.
 */
export function optimumOf(problem: AssignmentProblem, reserve = 0): number {
  const { capacity, offsets, vacancy, score } = problem;
  const everybodyStays = reserve * (offsets.length - 1);
  const byVacancy: string[][] = Array.from(capacity, () => []);
  const gains: string[] = [];
  const limits: string[] = [];
  for (let jobseeker = 0; jobseeker + 1 < offsets.length; jobseeker += 1) {
    const names: string[] = [];
    for (let at = offsets[jobseeker] ?? 0; at < (offsets[jobseeker + 1] ?? 0); at += 1) {
      names.push(`x${at}`);
      byVacancy[vacancy[at] ?? 0]?.push(`x${at}`);
      gains.push(`${signed((score[at] ?? 0) - reserve)} x${at}`);
    }
    if (names.length > 0) limits.push(`${names.join(' + ')} <= 1`);
  }
  if (gains.length === 0) return everybodyStays;
  byVacancy.forEach((names, at) => {
    if (names.length > 0) limits.push(`${names.join(' + ')} <= ${capacity[at] ?? 0}`);
  });
  const text = `Maximize\n obj: ${gains.join(' ')}\nSubject To\n${limits.join('\n')}\nEnd\n`;
  const solution = highs.solve(text);
  if (solution.Status !== 'Optimal') throw new Error(`HiGHS says ${solution.Status}`);
  return everybodyStays + solution.ObjectiveValue;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'} ${Math.abs(value).toFixed(12)}`;
}
