import type { InferenceResult } from '../inference/inference-result.ts';
import type { ModelCard } from '../models/model-card.ts';

/** What a draft is made of. */
export interface DraftInput {
  readonly study: {
    readonly studyInstanceUid: string;
    readonly hospital: string;
    /** Null where the identity is not established: then there is nothing to compare with. */
    readonly patientKey: string | null;
    /** `YYYYMMDD`, as the images say. */
    readonly studyDate: string | null;
    readonly modality: string;
  };
  /** Every image of the study that was read, with one result a model. */
  readonly images: readonly {
    readonly sopInstanceUid: string;
    readonly results: readonly InferenceResult[];
  }[];
  /** Of the models whose results these are: titles, codes, stages and certificates are theirs. */
  readonly cards: readonly ModelCard[];
}
