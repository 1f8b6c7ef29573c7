import { expect, test } from '@jest/globals';
import { fitDistribution, type Distribution } from '../models/out-of-distribution.ts';
import { seededRandom } from '../training/seeded-random.ts';
import {
  baselineOf,
  embeddingConcern,
  foreignConcern,
  histogramConcern,
  stabilityIndex,
  type WatchedImage,
} from './input-drift.ts';

const SIZE = 8;
const BINS = 16;
const SITES = 200;

interface Machine {
  /** Added to each number of an embedding, in deviations. */
  readonly shift?: number;
  /** How much brighter images are: bins by which a histogram lies further up. */
  readonly brighter?: number;
}

/** Images of a site: embeddings of which two numbers go together, histograms of a hump that varies. */
function images(
  stream: number,
  count: number,
  { shift = 0, brighter = 0 }: Machine = {},
): readonly WatchedImage[] {
  const random = seededRandom(31, stream);
  return Array.from({ length: count }, () => {
    const embedding = Array.from({ length: SIZE }, () => random.normal() + shift);
    embedding[1] = embedding[0]! + 0.2 * embedding[1]!;
    const middle = 7 + brighter + random.normal();
    const heights = Array.from({ length: BINS }, (_, bin) => Math.exp(-(((bin - middle) / 3) ** 2)));
    const sum = heights.reduce((total, height) => total + height, 0);
    return { embedding, histogram: heights.map((height) => height / sum) };
  });
}

const known: Distribution = fitDistribution(
  images(1, 2_000).map(({ embedding }) => Float32Array.from(embedding!)),
  images(2, 500).map(({ embedding }) => Float32Array.from(embedding!)),
);

/** The share of sites that are of concern after their machine became another. */
function alarms(
  later: Machine,
  isOfConcern: (site: number, now: readonly WatchedImage[]) => boolean,
): number {
  const raised = Array.from({ length: SITES }, (_, site) =>
    isOfConcern(site, images(2_000 + site, 100, later)),
  );
  return raised.filter(Boolean).length / SITES;
}
const byEmbedding = (site: number, now: readonly WatchedImage[]): boolean =>
  embeddingConcern(baselineOf(images(1_000 + site, 200), known), now, known) !== null;
const byHistogram = (site: number, now: readonly WatchedImage[]): boolean =>
  histogramConcern(baselineOf(images(1_000 + site, 200), known), now) !== null;

test('images of the same machine are of concern at fewer than one site in a hundred', () => {
  expect(alarms({}, byEmbedding)).toBeLessThanOrEqual(0.01);
  expect(alarms({}, byHistogram)).toBeLessThanOrEqual(0.01);
});

test('embeddings that have moved by half a deviation are of concern at nineteen sites of twenty', () => {
  expect(alarms({ shift: 0.5 }, byEmbedding)).toBeGreaterThanOrEqual(0.95);
});

test('images that have become brighter by an eighth are of concern at nineteen sites of twenty', () => {
  expect(alarms({ brighter: 2 }, byHistogram)).toBeGreaterThanOrEqual(0.95);
});

test('what moved is told, and how far', () => {
  const baseline = baselineOf(images(1, 200), known);
  const moved = images(5, 100, { shift: 1, brighter: 3 });
  expect(embeddingConcern(baseline, moved, known)).toMatchObject({
    kind: 'EMBEDDING_SHIFT',
    label: null,
    figures: { most: 4, images: 100 },
  });
  const { figures } = histogramConcern(baseline, moved)!;
  expect(figures['stability_index']).toBeGreaterThan(0.25);
});

test('without embeddings, or a metric for them, histograms alone are watched', () => {
  const blind = images(1, 200).map(({ histogram }) => ({ embedding: null, histogram }));
  expect(baselineOf(blind, known).embedding).toBeNull();
  expect(baselineOf(images(1, 200), null).embedding).toBeNull();
  expect(embeddingConcern(baselineOf(blind, known), images(5, 100, { shift: 9 }), known)).toBeNull();
});

test('the index is nothing of what is alike, and finite where a bin is empty', () => {
  expect(stabilityIndex([0.5, 0.5], [0.5, 0.5])).toBe(0);
  expect(stabilityIndex([0.5, 0.5], [0.6, 0.4])).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 12);
  expect(Number.isFinite(stabilityIndex([1, 0], [0, 1]))).toBe(true);
});

test.each([
  ['as many as the card says', 2, 100, 0.03, false],
  ['more, but by chance', 8, 100, 0.03, false],
  ['a quarter', 25, 100, 0.03, true],
  ['a quarter, as the card says', 25, 100, 0.25, false],
  ['all of ten', 10, 10, 0.03, true],
  ['all of nine', 9, 9, 0.03, false],
])('foreign images: %s', (_, foreign, of, falseAlarms, isOfConcern) => {
  expect(foreignConcern(foreign, of, falseAlarms) !== null).toBe(isOfConcern);
});
