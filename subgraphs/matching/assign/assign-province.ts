import { solveInTurns } from './assign.ts';
import type { AssignmentProblem } from './assignment-problem.ts';
import { generateCandidates, type CandidateSettings } from './candidates/generate-candidates.ts';
import { StandingAssignment, type AssignmentSettings, type AssignmentStep } from './standing-assignment.ts';

export interface ProvinceWatch {
  /** Ends the work; nothing is kept of it. */
  readonly signal?: AbortSignal;
  /** Awaited: the work goes on after it. */
  readonly onProgress?: (progress: ProvinceProgress) => unknown;
}

export type ProvinceProgress =
  | { readonly stage: 'CANDIDATES'; readonly jobseekers: number }
  | { readonly stage: 'AUCTION'; readonly step: AssignmentStep };

/** What a whole assignment leaves: it stands, and is mended after each change. */
export interface ProvinceAssignment {
  readonly problem: AssignmentProblem;
  readonly standing: StandingAssignment;
}

/**
 * From vacancies and jobseekers to who should go where: candidates in threads, then the auction here, a few milliseconds
 * at a time. A proposal, as every assignment is: referrals are decided by people.
 *
 * @throws the signal's reason when it is aborted, or what went wrong in a thread
 */
export async function assignProvince(
  settings: CandidateSettings & AssignmentSettings,
  { signal, onProgress }: ProvinceWatch = {},
): Promise<ProvinceAssignment> {
  const stop = signal === undefined ? {} : { signal };
  const problem = await generateCandidates(settings, {
    ...stop,
    onProgress: (jobseekers) => onProgress?.({ stage: 'CANDIDATES', jobseekers }),
  });
  const standing = new StandingAssignment(problem, settings);
  await solveInTurns(standing, { ...stop, onProgress: (step) => onProgress?.({ stage: 'AUCTION', step }) });
  return { problem, standing };
}
