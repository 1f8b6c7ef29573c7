import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Jobseeker } from '../../market/jobseeker.ts';
import type { IsoDate } from '../../market/measures.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import { SHIPPED_WEIGHTS, type ScoreWeights } from '../../score/weights.ts';
import type { AssignmentProblem } from '../assignment-problem.ts';
import type { CandidateBatch } from './candidate-messages.ts';
import { joinBatches } from './join-batches.ts';
import { ScoringThread } from './scoring-thread.ts';

export interface CandidateSettings {
  /** Their order is that of the problem's vacancies. */
  readonly vacancies: readonly Vacancy[];
  /** Read as they are needed: all of them need not be in memory. Their order is that of the problem's rows. */
  readonly jobseekers: Iterable<Jobseeker> | AsyncIterable<Jobseeker>;
  readonly day: IsoDate;
  /** How many candidates each jobseeker gets at most (`CANDIDATES`). */
  readonly each?: number;
  /** Those that ship, where none are given. */
  readonly weights?: ScoreWeights;
  /** How many (as many as cores); each holds an index over all vacancies. */
  readonly threads?: number;
}

export interface CandidateWatch {
  readonly signal?: AbortSignal;
  /** How many jobseekers have theirs; awaited. */
  readonly onProgress?: (jobseekers: number) => unknown;
}

/** How many vacancies a jobseeker brings into an assignment at most. */
export const CANDIDATES = 75;
const BATCH = 256;
/** Vacancies go to the threads in pieces, so that the event loop copies none for long. */
const PIECE = 2_000;
/** A thread has the next batch lying there while it works on one. */
const AHEAD = 2;

/**
 * For each jobseeker the vacancies that fit best, scored in threads: the rows of an assignment. A vacancy that is not
 * open, or has no place free, has the capacity 0. The number of threads changes nothing in it.
 *
 * @throws the signal's reason when it is aborted, or what went wrong in a thread
 */
export async function generateCandidates(
  settings: CandidateSettings,
  { signal, onProgress }: CandidateWatch = {},
): Promise<AssignmentProblem> {
  const { vacancies, day, each = CANDIDATES, weights = SHIPPED_WEIGHTS } = settings;
  const { threads = availableParallelism() } = settings;
  signal?.throwIfAborted();
  const pool = Array.from({ length: threads }, () => new ScoringThread({ day, each, weights }));
  const abandon = (): void => pool.forEach((thread) => void thread.end());
  signal?.addEventListener('abort', abandon);
  try {
    for (let at = 0; at < vacancies.length; at += PIECE) {
      const piece = vacancies.slice(at, at + PIECE);
      for (const thread of pool) thread.put(piece);
      await setImmediate();
    }
    const source = batchesOf(settings.jobseekers);
    const done: CandidateBatch[] = [];
    let jobseekers = 0;
    const feed = async (thread: ScoringThread): Promise<void> => {
      for await (const [batch, people] of source) {
        done.push(await thread.candidatesOf(batch, people));
        jobseekers += people.length;
        await onProgress?.(jobseekers);
      }
    };
    await Promise.all(pool.flatMap((thread) => Array.from({ length: AHEAD }, () => feed(thread))));
    return joinBatches(done, Int32Array.from(vacancies, freePlaces));
  } catch (error) {
    // What the threads say of their end is not why they ended.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
    await Promise.all(pool.map((thread) => thread.end()));
  }
}

/** Several may read from it at once: each gets the next. */
async function* batchesOf(
  jobseekers: CandidateSettings['jobseekers'],
): AsyncGenerator<readonly [batch: number, jobseekers: readonly Jobseeker[]], void> {
  let batch: Jobseeker[] = [];
  let count = 0;
  for await (const jobseeker of jobseekers) {
    batch.push(jobseeker);
    if (batch.length < BATCH) continue;
    yield [count, batch];
    count += 1;
    batch = [];
  }
  if (batch.length > 0) yield [count, batch];
}

function freePlaces({ status, places, filled }: Vacancy): number {
  return status === 'OPEN' ? Math.max(0, places - filled) : 0;
}
