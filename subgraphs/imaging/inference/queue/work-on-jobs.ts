import { setTimeout as sleep } from 'node:timers/promises';
import type { InferenceResult } from '../inference-result.ts';
import type { ClaimedJob, JobQueue } from './job-queue.ts';

export interface JobWork {
  readonly queue: JobQueue;
  /** Reads the image and asks the model. What it throws lets the job be tried again. */
  readonly infer: (job: ClaimedJob) => Promise<InferenceResult>;
  /** Keeps the result, and whatever follows from it, in one transaction; the queue alone by default. */
  readonly keep?: (job: ClaimedJob, result: InferenceResult) => Promise<void>;
  /** Jobs worked on at once. */
  readonly workers: number;
  /** How often an empty queue is asked again, and how often a job is said to be still worked on. */
  readonly idleMs: number;
  readonly renewMs: number;
  readonly onError: (error: unknown) => void;
}

export interface WorkingOnJobs {
  /** Ends once what is being worked on is done. */
  stop(): Promise<void>;
}

/** Works on jobs as they come. A process that is killed at it loses none: its leases run out. */
export function workOnJobs(work: JobWork): WorkingOnJobs {
  const stopping = new AbortController();
  const loops = Array.from({ length: work.workers }, () => workOn(work, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function workOn(work: JobWork, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const job = await work.queue.claim().catch((error: unknown) => {
      work.onError(error);
      return null;
    });
    if (job === null) await sleep(work.idleMs, undefined, { signal: stopping }).catch(() => undefined);
    else await doJob(work, job).catch(work.onError);
  }
}

async function doJob({ queue, infer, keep, renewMs, onError }: JobWork, job: ClaimedJob): Promise<void> {
  const renewing = setInterval(() => void queue.renew(job).catch(onError), renewMs);
  try {
    const result = await infer(job);
    if (keep === undefined) await queue.complete(job, result);
    else await keep(job, result);
  } catch (error) {
    onError(error);
    await queue.giveBack(job);
  } finally {
    clearInterval(renewing);
  }
}
