import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { WorkQueue } from '../run/work-queue.ts';
import type { EligibilityJobStore, KeyedLine, StartedJob } from '../store/eligibility-job-store.ts';
import type { AnsweredLine } from '../store/keep-answers.ts';
import type { Viewer } from '../store/viewer.ts';
import type { EligibilityEngine } from './eligibility-engine.ts';
import type { EligibilityQuestion } from './eligibility-reader.ts';

export interface JobParts {
  readonly store: EligibilityJobStore;
  readonly engine: EligibilityEngine;
  /** How many lines are asked about at once. */
  readonly batch: number;
  /** Told when a job could not go on: it is marked as failed, unless that failed too. */
  readonly onStuck: (jobId: string, error: unknown) => void;
}

/** A job that ends its process would do so for ever: after these many without a batch it is given up. */
const MAX_ATTEMPTS = 3;

/**
 * Carries out the jobs of eligibility, one after the other, batch by batch. A job outlives the process: what was left behind
 * goes on at `resume`, with the lines that still wait.
 */
export class EligibilityJobs {
  private readonly parts: JobParts;
  private readonly queue: WorkQueue<{ readonly id: string; readonly end: AbortController }>;

  constructor(parts: JobParts) {
    this.parts = parts;
    this.queue = new WorkQueue({
      concurrency: 1,
      onStuck: parts.onStuck,
      carryOut: ({ id, end }, signal) => this.carryOut(id, AbortSignal.any([signal, end.signal])),
    });
  }

  /**
   * Starts a job of the owner's, as `EligibilityJobStore.start`.
   * @throws SluiceError
   */
  async start(jobId: string, exchangeId: string, owner: Viewer): Promise<void> {
    const today = dayInChina(new Date());
    if (await this.parts.store.start(jobId, today, exchangeId, owner)) this.enqueue(jobId);
  }

  /** @throws SluiceError ELIGIBILITY_JOB_UNKNOWN */
  async cancel(jobId: string, owner: Viewer): Promise<void> {
    await this.parts.store.cancel(jobId, owner);
    this.queue.find(jobId)?.end.abort();
  }

  /** @throws SluiceError ELIGIBILITY_INVALID for a scheme that no document describes */
  assertKnown(scheme: string): void {
    this.parts.engine.assertKnown(scheme);
  }

  /** Goes on with what a former process left behind. */
  async resume(): Promise<void> {
    for (const jobId of await this.parts.store.unfinished()) this.enqueue(jobId);
  }

  /** Ends the work, not the jobs: they go on at the next `resume`. */
  stop(): Promise<void> {
    return this.queue.stop();
  }

  private enqueue(jobId: string): void {
    this.queue.add({ id: jobId, end: new AbortController() });
  }

  private async carryOut(jobId: string, signal: AbortSignal): Promise<void> {
    const { store } = this.parts;
    const job = await store.takeUp(jobId);
    if (job === null) return;
    if (job.attempts > MAX_ATTEMPTS) {
      await store.end(jobId, 'FAILED', 'ELIGIBILITY_JOB_ABANDONED');
      return;
    }
    try {
      if (await this.answerAll(job, signal)) await store.end(jobId, 'SUCCEEDED');
    } catch (error) {
      if (signal.aborted) {
        await store.layDown(jobId);
        return;
      }
      await store.end(jobId, 'FAILED', 'INTERNAL');
      throw error;
    }
  }

  /** False where the job was ended meanwhile. */
  private async answerAll(job: StartedJob, signal: AbortSignal): Promise<boolean> {
    const { store, batch } = this.parts;
    for (;;) {
      signal.throwIfAborted();
      const lines = await store.waiting(job.jobId, batch);
      if (lines.length === 0) return true;
      const answers = await this.answersOf(lines, job, { ...job, signal });
      signal.throwIfAborted();
      if (!(await store.keepAnswers(job.jobId, answers))) return false;
    }
  }

  private async answersOf(
    lines: readonly KeyedLine[],
    { kind }: StartedJob,
    question: EligibilityQuestion,
  ): Promise<readonly AnsweredLine[]> {
    const { engine } = this.parts;
    const keys = lines.map(({ key }) => key);
    const found =
      kind === 'FAMILY'
        ? await engine.families(keys, question)
        : (await engine.persons(keys, question)).map((eligibility, at) => ({
            eligibility,
            people: keys.slice(at, at + 1),
          }));
    return found.map(({ eligibility, people }, at) => ({ line: lines[at]?.line ?? 0, eligibility, people }));
  }
}
