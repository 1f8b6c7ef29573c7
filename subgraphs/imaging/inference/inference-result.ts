import type { Stage } from '../models/model-card.ts';
import type { AbstentionReason } from './abstention.ts';
import type { ChosenProvider } from './execution-providers.ts';

/** What one model says of one image. Keeps no more than numbers: words are made of it where it is read. */
export interface InferenceResult {
  /** Empty: the model answered. */
  readonly abstained: readonly AbstentionReason[];
  /** Empty where it abstained. */
  readonly findings: readonly FindingResult[];
  readonly provenance: Provenance;
  readonly watched: Watched;
}

/** What the monitors look at; shown to nobody. */
export interface Watched {
  /** Null where the model was not run, or puts out none. */
  readonly embedding: readonly number[] | null;
  /** The shares of the values that the model was given, in bins of equal width over its range; null where it was not run. */
  readonly histogram: readonly number[] | null;
  readonly sex: 'F' | 'M' | null;
  readonly ageYears: number | null;
}
export const NOTHING_WATCHED: Watched = { embedding: null, histogram: null, sex: null, ageYears: null };

export interface FindingResult {
  readonly label: string;
  readonly stage: Stage;
  readonly critical: boolean;
  /** The model's own score, and as a probability after calibration. */
  readonly score: number;
  readonly probability: number;
  /** Null where the model has no operating point at this site: then it can not be told whether it is above. */
  readonly threshold: number | null;
  readonly above: boolean | null;
  /** Null where the model shows none. */
  readonly evidence: Evidence | null;
}

/** Where a score comes from, cell by cell, row by row. */
export interface Evidence {
  /** Rows and columns. */
  readonly cells: readonly [number, number];
  /** `share` sums to 1; `contribution`, with the classifier's bias, to the logit, and may be negative. */
  readonly kind: 'share' | 'contribution';
  readonly values: readonly number[];
}

/** By what an image was read, so that it can be read again to the same bits on the same class of processor. */
export interface Provenance {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  /** SHA-256 of the bytes as they were received, and of the decoded pixels; null where they could not be decoded. */
  readonly receivedSha256: string;
  readonly pixelSha256: string | null;
  readonly preprocessingVersion: string;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly site: string;
  readonly runtime: { readonly name: 'onnxruntime-node'; readonly version: string };
  /** Null where the model was not run. */
  readonly provider: ChosenProvider | null;
  readonly threads: 1;
  readonly processor: string;
  readonly outOfDistribution: { readonly distance: number; readonly threshold: number } | null;
  /** SHA-256 of all that the model put out: a replay compares it. */
  readonly outputSha256: string | null;
  readonly wallMs: number | null;
}
