import { median } from '../median.ts';
import type { BenchmarkResult } from '../benchmark.ts';
import type { DecodingMeasure } from './measure-decoding.ts';
import type { DraftsMeasure } from './measure-drafts.ts';
import type { PoolMeasure } from './measure-pool.ts';

/** What was measured, rounds in their order. */
export interface ImagingMeasures {
  readonly workers: number;
  readonly raw: readonly number[];
  readonly pooled: readonly PoolMeasure[];
  readonly decoding: DecodingMeasure;
  /** Null where no study was sent. */
  readonly drafts: DraftsMeasure | null;
}

/** The figures that scripts read, and what was wrong. */
export function imagingFigures({ workers, raw, pooled, decoding, drafts }: ImagingMeasures): BenchmarkResult {
  const figures = {
    workers,
    images_per_s: Math.round(median(pooled.map(({ imagesPerS }) => imagesPerS))),
    raw_images_per_s: Math.round(median(raw)),
    // Of each round by itself: the machine may be quicker in one than in the next.
    ratio: round3(median(pooled.map(({ imagesPerS }, at) => imagesPerS / (raw[at] ?? Infinity)))),
    // Of both kinds of work the worse.
    loop_delay_p99_ms: round3(
      Math.max(decoding.loopDelayP99Ms, median(pooled.map(({ loopDelayP99Ms }) => loopDelayP99Ms))),
    ),
    decoded_per_s: round3(decoding.objectsPerS),
    ...(drafts && { draft_p50_ms: drafts.p50Ms, draft_p95_ms: drafts.p95Ms, lost: drafts.lost }),
  };
  const wrong = pooled.reduce((sum, measure) => sum + measure.wrong, decoding.wrong);
  return {
    rows: [figures],
    figures,
    wrong: [
      ...(wrong === 0 ? [] : [`${wrong} images were answered otherwise than before`]),
      ...(drafts === null || drafts.lost === 0 ? [] : [`of ${drafts.lost} studies there is no draft`]),
      ...(drafts === null || drafts.refused === 0 ? [] : [`${drafts.refused} studies were not taken`]),
    ],
  };
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
