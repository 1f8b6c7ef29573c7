import type { ModelCard } from '../models/model-card.ts';
import { NOTHING_WATCHED, type InferenceResult } from './inference-result.ts';
import { provenanceOf, type ImageOrigin } from './provenance.ts';

/** What a model says of an image that was given up, so that whoever reads the draft knows of it. */
export function notRead(card: ModelCard, origin: ImageOrigin): InferenceResult {
  return {
    abstained: ['NOT_READ'],
    findings: [],
    provenance: provenanceOf(card, origin, null),
    watched: NOTHING_WATCHED,
  };
}
