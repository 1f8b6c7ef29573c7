import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import type { ModelCard } from '../models/model-card.ts';
import type { Provenance } from './inference-result.ts';
import { PREPROCESSING_VERSION } from './preprocess.ts';

/** Which image it is, and where it is from. */
export interface ImageOrigin {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly receivedSha256: string;
  /** The hospital, as operating points name it. */
  readonly site: string;
}

const { version: RUNTIME_VERSION } = createRequire(import.meta.url)('onnxruntime-node/package.json') as {
  readonly version: string;
};
const PROCESSOR = cpus()[0]?.model ?? 'unknown';

/** By what a model is to read an image, before it is run. */
export function provenanceOf(card: ModelCard, origin: ImageOrigin, pixelSha256: string | null): Provenance {
  const { name, version, sha256 } = card;
  return {
    ...origin,
    pixelSha256,
    preprocessingVersion: PREPROCESSING_VERSION,
    model: { name, version, sha256 },
    runtime: { name: 'onnxruntime-node', version: RUNTIME_VERSION },
    provider: null,
    threads: 1,
    processor: PROCESSOR,
    outOfDistribution: null,
    outputSha256: null,
    wallMs: null,
  };
}
