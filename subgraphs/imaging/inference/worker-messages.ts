import type { ChosenProvider, ProviderName } from './execution-providers.ts';

/** What a model is fed and what is wanted of it. */
export interface PoolModel {
  /** Of the bytes; a worker that is given others refuses them. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly input: { readonly name: string; readonly height: number; readonly width: number };
  /** In the order in which an answer holds them, each with its length per image. */
  readonly outputs: readonly { readonly name: string; readonly length: number }[];
}

export type ToWorker =
  | {
      readonly kind: 'open';
      readonly model: PoolModel;
      readonly providers: readonly ProviderName[];
      readonly batch: number;
    }
  | {
      readonly kind: 'run';
      readonly chunk: number;
      readonly sha256: string;
      readonly images: readonly Float32Array[];
    }
  | { readonly kind: 'close' };

/** What became of one image: `DONE`, or why its outputs mean nothing. */
export type ImageOutcome = 'DONE' | 'NAN_IN' | 'NAN_OUT' | 'FAILED';

export type FromWorker =
  | { readonly kind: 'opened'; readonly sha256: string; readonly provider: ChosenProvider }
  | { readonly kind: 'refused'; readonly sha256: string; readonly reason: string }
  | {
      readonly kind: 'answered';
      readonly chunk: number;
      readonly outcomes: readonly ImageOutcome[];
      /** The outputs of each image, one image after the other. */
      readonly values: Float32Array;
      readonly wallMs: number;
    };
