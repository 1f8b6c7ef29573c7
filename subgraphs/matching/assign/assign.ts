import { setImmediate } from 'node:timers/promises';
import type { AssignmentProblem } from './assignment-problem.ts';
import { drain } from './drain.ts';
import { StandingAssignment, type AssignmentSettings, type AssignmentStep } from './standing-assignment.ts';

/**
 * The assignment of the largest sum of scores, within (number of jobseekers) × ε: each jobseeker has at most one
 * vacancy, no vacancy more than its capacity.
 *
 * @returns by jobseeker the vacancy, or UNASSIGNED
 * @throws RangeError where the problem does not fit together
 */
export function assign(problem: AssignmentProblem, settings?: AssignmentSettings): Int32Array {
  const standing = new StandingAssignment(problem, settings);
  drain(standing.solve());
  return standing.pairs;
}

export interface SolveWatch {
  readonly signal?: AbortSignal;
  /** Awaited. */
  readonly onProgress?: (step: AssignmentStep) => unknown;
}

/** Solves without keeping the event loop longer than some milliseconds. @throws the signal's reason when it is aborted */
export async function solveInTurns(
  standing: StandingAssignment,
  { signal, onProgress }: SolveWatch = {},
): Promise<void> {
  for (const step of standing.solve()) {
    await onProgress?.(step);
    await setImmediate();
    signal?.throwIfAborted();
  }
}
