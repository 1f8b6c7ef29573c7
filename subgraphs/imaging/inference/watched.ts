import type { ModelCard } from '../models/model-card.ts';
import type { ImageFacts } from './abstention.ts';
import type { PoolAnswer } from './inference-pool.ts';
import type { Watched } from './inference-result.ts';

/** Bins of the histogram. */
export const BINS = 16;
/** Digits after the point: what is watched is compared in means over many images. */
const DIGITS = 4;

/** What the monitors look at of an image that a model was given. */
export function watchedOf(
  { input, output }: ModelCard,
  { sex, ageYears }: ImageFacts,
  tensor: Float32Array,
  outputs: PoolAnswer['outputs'],
): Watched {
  const embedding = output.embedding === null ? undefined : outputs[output.embedding.name];
  return {
    embedding: embedding === undefined ? null : Array.from(embedding, rounded),
    histogram: histogramOf(tensor, input.range).map(rounded),
    sex,
    ageYears,
  };
}

/** The shares of values in bins of equal width; values at the upper end are of the last. */
function histogramOf(values: Float32Array, [low, high]: readonly [number, number]): readonly number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * BINS)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => count / values.length);
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
