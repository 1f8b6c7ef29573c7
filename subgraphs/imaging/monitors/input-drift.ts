import { distanceFrom, type Distribution } from '../models/out-of-distribution.ts';
import { rounded, shareBounds, type Concern } from './concern.ts';

/** What the images of a site looked like when a model began there. */
export interface Baseline {
  readonly images: number;
  /** Null where the model puts out no embedding, or its card has no metric for it. */
  readonly embedding: { readonly mean: readonly number[]; readonly spread: number } | null;
  readonly histogram: readonly number[];
}

/** What was watched of one image that a model answered. */
export interface WatchedImage {
  readonly embedding: readonly number[] | null;
  readonly histogram: readonly number[];
}

/** The baseline that some images make. */
export function baselineOf(images: readonly WatchedImage[], distribution: Distribution | null): Baseline {
  const embeddings = images.map(({ embedding }) => embedding).filter((one) => one !== null);
  const histogram = meanOf(images.map((one) => one.histogram));
  if (distribution === null || embeddings.length < images.length)
    return { images: images.length, embedding: null, histogram };
  const mean = meanOf(embeddings);
  const squares = embeddings.map((one) => squaredDistance(distribution, mean, one));
  const spread = squares.reduce((sum, square) => sum + square, 0) / Math.max(1, squares.length - 1);
  return { images: images.length, embedding: { mean, spread }, histogram };
}

/** How many times as far apart as chance puts them two means may lie; 1 is expected. */
const FARTHEST = 4;

/**
 * Where the mean of what a model makes of images has moved: Hotelling's statistic in the metric of the card, against what
 * it is expected to be, which is the spread of the baseline itself.
 */
export function embeddingConcern(
  baseline: Baseline,
  images: readonly WatchedImage[],
  distribution: Distribution | null,
): Concern | null {
  const embeddings = images.map(({ embedding }) => embedding).filter((one) => one !== null);
  if (baseline.embedding === null || distribution === null || embeddings.length === 0) return null;
  const { mean, spread } = baseline.embedding;
  const together = 1 / (1 / embeddings.length + 1 / baseline.images);
  const shift = (together * squaredDistance(distribution, mean, meanOf(embeddings))) / spread;
  if (shift <= FARTHEST) return null;
  return {
    kind: 'EMBEDDING_SHIFT',
    label: null,
    figures: { shift: rounded(shift), most: FARTHEST, images: embeddings.length },
  };
}

/** The usual bound of a population stability index that is taken for a change. */
const MOST_INSTABILITY = 0.25;
/** A bin that is empty would make the index infinite. */
const LEAST_SHARE = 1e-4;

/** Where the values that a model is given are spread otherwise than when it began. */
export function histogramConcern(baseline: Baseline, images: readonly WatchedImage[]): Concern | null {
  if (images.length === 0) return null;
  const index = stabilityIndex(baseline.histogram, meanOf(images.map(({ histogram }) => histogram)));
  if (index <= MOST_INSTABILITY) return null;
  return {
    kind: 'HISTOGRAM_SHIFT',
    label: null,
    figures: { stability_index: rounded(index), most: MOST_INSTABILITY, images: images.length },
  };
}

/** The population stability index of two histograms, Σ (q − p)·ln(q / p). */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  return before.reduce((sum, share, bin) => {
    const [p, q] = [Math.max(LEAST_SHARE, share), Math.max(LEAST_SHARE, now[bin] ?? 0)];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

const FEWEST_IMAGES = 10;
/** Where a card is more modest, its own figure counts. */
const MOST_FOREIGN = 0.05;

/** Where surely more images are foreign to a model than its card says of images of the same kind. */
export function foreignConcern(foreign: number, images: number, falseAlarms: number): Concern | null {
  const most = Math.max(MOST_FOREIGN, falseAlarms);
  if (images < FEWEST_IMAGES || shareBounds(foreign, images).low <= most) return null;
  return {
    kind: 'OUT_OF_DISTRIBUTION',
    label: null,
    figures: { foreign: rounded(foreign / images), most: rounded(most), images },
  };
}

function meanOf(rows: readonly (readonly number[])[]): readonly number[] {
  const sums = new Array<number>(rows[0]?.length ?? 0).fill(0);
  for (const row of rows) for (const [at, value] of row.entries()) sums[at] = (sums[at] ?? 0) + value;
  return sums.map((sum) => sum / rows.length);
}

function squaredDistance(
  { precision }: Distribution,
  mean: readonly number[],
  one: readonly number[],
): number {
  const centred: Distribution = { mean: Float64Array.from(mean), precision, threshold: Infinity };
  return distanceFrom(centred, Float32Array.from(one)) ** 2;
}
