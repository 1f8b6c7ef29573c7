import { Worker } from 'node:worker_threads';
import type { Jobseeker } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import type { CandidateBatch, CandidateRequest, CandidateWorkerData } from './candidate-messages.ts';

const WORKER = new URL('candidate-worker.ts', import.meta.url);

/** One thread that scores, seen from outside. It is at fault once: whatever it still owes then fails. */
export class ScoringThread {
  readonly #worker: Worker;
  readonly #owed = new Map<number, PromiseWithResolvers<CandidateBatch>>();
  #fault: Error | null = null;

  constructor(workerData: CandidateWorkerData) {
    this.#worker = new Worker(WORKER, { workerData });
    this.#worker.on('message', (answer: CandidateBatch) => {
      this.#owed.get(answer.batch)?.resolve(answer);
      this.#owed.delete(answer.batch);
    });
    this.#worker.on('error', (cause: unknown) =>
      this.#fail(new Error('a thread that scores has failed', { cause })),
    );
    this.#worker.on('exit', () => this.#fail(new Error('a thread that scores has ended')));
  }

  /** All vacancies must be there before the first jobseeker. */
  put(vacancies: readonly Vacancy[]): void {
    this.#send({ kind: 'VACANCIES', vacancies });
  }

  candidatesOf(batch: number, jobseekers: readonly Jobseeker[]): Promise<CandidateBatch> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    const owed = Promise.withResolvers<CandidateBatch>();
    this.#owed.set(batch, owed);
    this.#send({ kind: 'JOBSEEKERS', batch, jobseekers });
    return owed.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(request: CandidateRequest): void {
    this.#worker.postMessage(request);
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    for (const owed of this.#owed.values()) owed.reject(this.#fault);
    this.#owed.clear();
  }
}
