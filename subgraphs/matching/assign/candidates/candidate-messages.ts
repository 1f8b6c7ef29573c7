import type { Jobseeker } from '../../market/jobseeker.ts';
import type { IsoDate } from '../../market/measures.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import type { ScoreWeights } from '../../score/weights.ts';

/** What a thread is told when it starts. */
export interface CandidateWorkerData {
  readonly day: IsoDate;
  /** How many candidates each jobseeker gets at most. */
  readonly each: number;
  readonly weights: ScoreWeights;
}

/** What a thread is sent: all vacancies in the same order as every other, then jobseekers, a batch at a time. */
export type CandidateRequest =
  | { readonly kind: 'VACANCIES'; readonly vacancies: readonly Vacancy[] }
  | { readonly kind: 'JOBSEEKERS'; readonly batch: number; readonly jobseekers: readonly Jobseeker[] };

/** The candidates of a batch, one jobseeker after the other, the best first. */
export interface CandidateBatch {
  readonly batch: number;
  /** How many each has. */
  readonly counts: Int32Array;
  /** By the order in which the vacancies came. */
  readonly vacancy: Int32Array;
  readonly score: Float32Array;
}
