/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { expect, test } from '@jest/globals';
import { smallCard, smallModel } from '../../subgraphs/imaging/models/testing/small-model.ts';
import { imagingFigures } from './imaging-figures.ts';
import { measurePool, type PoolMeasure } from './measure-pool.ts';
import { measureRaw } from './measure-raw.ts';

const { sha256 } = smallCard();
const MODEL = {
  sha256,
  bytes: smallModel().bytes,
  input: { name: 'image', height: 32, width: 32 },
  outputs: [{ name: 'logits', length: 2 }],
};
const DECODING = { loopDelayP99Ms: 4.25, objectsPerS: 8.1234, wrong: 0 };
const DRAFTS = { p50Ms: 700, p95Ms: 820, lost: 0, refused: 0 };

test('a short measurement has every figure by its name, and its answers are right', async () => {
  const images = [0.1, 0.7].map((value) => new Float32Array(32 * 32).map((_, at) => Math.sin(at * value)));
  const size = { workers: 1, count: 200 };
  const raw = [await measureRaw(MODEL, images, size)];
  const pooled = [await measurePool(MODEL, images, size)];
  const { figures, rows, wrong } = imagingFigures({
    workers: 1,
    raw,
    pooled,
    decoding: DECODING,
    drafts: DRAFTS,
  });
  expect(wrong).toEqual([]);
  expect(rows).toEqual([figures]);
  for (const name of [
    'images_per_s',
    'raw_images_per_s',
    'ratio',
    'loop_delay_p99_ms',
    'draft_p95_ms',
    'lost',
  ])
    expect([name, Number.isFinite(figures[name])]).toEqual([name, true]);
});

test('the ratio is the median of the rounds’ own, the delay the worse of both kinds of work', () => {
  const pooled: PoolMeasure[] = [90, 300, 80].map((imagesPerS) => ({
    imagesPerS,
    loopDelayP99Ms: 1,
    wrong: 0,
  }));
  const { figures } = imagingFigures({
    workers: 2,
    raw: [100, 300, 100],
    pooled,
    decoding: DECODING,
    drafts: null,
  });
  expect(figures).toMatchObject({ ratio: 0.9, loop_delay_p99_ms: 4.25 });
});

test('what is lost, refused or answered otherwise makes the measurement fail', () => {
  const pooled: PoolMeasure[] = [{ imagesPerS: 1, loopDelayP99Ms: 1, wrong: 2 }];
  const drafts = { ...DRAFTS, lost: 1, refused: 3 };
  const { wrong } = imagingFigures({
    workers: 1,
    raw: [1],
    pooled,
    decoding: { ...DECODING, wrong: 1 },
    drafts,
  });
  expect(wrong).toEqual([
    '3 images were answered otherwise than before',
    'of 1 studies there is no draft',
    '3 studies were not taken',
  ]);
});
