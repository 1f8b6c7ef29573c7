import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AssignmentProblem } from '../assign/assignment-problem.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import type { RunFairness } from './fairness-of-run.ts';

const WORKER = new URL('fairness-worker.ts', import.meta.url);

/** What the thread is told when it starts. */
export interface FairnessWorkerData {
  readonly problem: AssignmentProblem;
  readonly groupsOf: readonly (readonly PriorityGroup[])[];
}

/**
 * `fairnessOfRun` on a thread of its own, which is gone afterwards: of a large county the figures take seconds.
 *
 * @throws an AbortError when the signal is aborted, or what went wrong in the thread
 */
export async function fairnessInThread(
  workerData: FairnessWorkerData,
  signal: AbortSignal,
): Promise<RunFairness> {
  const worker = new Worker(WORKER, { workerData });
  try {
    const [figures] = (await once(worker, 'message', { signal })) as [RunFairness];
    return figures;
  } finally {
    await worker.terminate();
  }
}
