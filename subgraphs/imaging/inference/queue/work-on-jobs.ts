import { Bell } from '../../../kit/bell.ts';
import type { InferenceResult } from '../inference-result.ts';
import type { ClaimedJob, JobQueue } from './job-queue.ts';
import { SourceAway } from './source-away.ts';
import { UnworkableJob } from './unworkable-job.ts';

export interface JobWork {
  readonly queue: JobQueue;
  /**
   * Reads the image and asks the model. What it throws lets the job be tried again after a pause; `SourceAway` does not
   * count as an attempt, `UnworkableJob` cancels the job.
   */
  readonly infer: (job: ClaimedJob) => Promise<InferenceResult>;
  /** Keeps the result, and whatever follows from it, in one transaction. */
  readonly keep: (job: ClaimedJob, result: InferenceResult) => Promise<void>;
  /** Jobs worked on at once. */
  readonly workers: number;
  /** How often an empty queue is asked again where nobody says so, and how often a job is said to be still worked on. */
  readonly idleMs: number;
  readonly renewMs: number;
  readonly onError: (error: unknown) => void;
}

export interface WorkingOnJobs {
  /** Says that there are new jobs. */
  wake(): void;
  /** Ends once what is being worked on is done. */
  stop(): Promise<void>;
}

/** Works on jobs as they come. A process that is killed at it loses none: its leases run out. */
export function workOnJobs(work: JobWork): WorkingOnJobs {
  const bell = new Bell();
  const stopping = new AbortController();
  const loops = Array.from({ length: work.workers }, (_, at) =>
    workOn({ ...work, isLookout: at === 0 }, bell, stopping.signal),
  );
  return {
    wake: () => bell.ring(),
    stop: async () => {
      stopping.abort();
      bell.ring();
      await Promise.all(loops);
    },
  };
}

/** While nothing is to be done one looks for all, and calls the others when there is something. */
interface Worker extends JobWork {
  readonly isLookout: boolean;
}
const UNTIL_CALLED_MS = 600_000;
/** Jobs that were given back at about the same time are looked for together. */
const LEAST_WAIT_MS = 1_000;

async function workOn(work: Worker, bell: Bell, stopping: AbortSignal): Promise<void> {
  let idle = false;
  while (!stopping.aborted) {
    const { rung } = bell;
    const job = await work.queue.claim().catch((error: unknown) => {
      work.onError(error);
      return null;
    });
    if (job !== null && idle && work.isLookout) bell.ring();
    idle = job === null;
    if (job === null) await bell.wait(await idleTime(work), rung);
    else await doJob(work, job).catch(work.onError);
  }
}

/** Nobody calls when a job that was given back may be taken up again: every one looks by himself. */
async function idleTime({ queue, idleMs, isLookout }: Worker): Promise<number> {
  const longest = isLookout ? idleMs : UNTIL_CALLED_MS;
  // Where the database is away the claim has said so, and says so again.
  const rested = (await queue.untilRested().catch(() => null)) ?? longest;
  return Math.min(longest, Math.max(rested, Math.min(idleMs, LEAST_WAIT_MS)));
}

async function doJob({ queue, infer, keep, renewMs, onError }: JobWork, job: ClaimedJob): Promise<void> {
  const renewing = setInterval(() => void queue.renew(job).catch(onError), renewMs);
  try {
    await keep(job, await infer(job));
  } catch (error) {
    onError(error);
    if (error instanceof UnworkableJob) await queue.cancel(job, error.reason);
    else if (error instanceof SourceAway) await queue.postpone(job);
    else await queue.giveBack(job);
  } finally {
    clearInterval(renewing);
  }
}
