/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InferencePool } from '../inference/inference-pool.ts';
import { watchedOf } from '../inference/watched.ts';
import { loadModel, type LoadedModel } from '../models/load-model.ts';
import { SHIPPED_MODELS } from '../models/shipped-models.ts';
import { copyImage, PIXELS } from '../training/data-set.ts';
import type { SiteName } from '../training/phantom/expose.ts';
import { drawInThread } from '../training/testing/draw-in-thread.ts';
import {
  baselineOf,
  embeddingConcern,
  histogramConcern,
  type Baseline,
  type WatchedImage,
} from './input-drift.ts';

/** The demonstration model, and phantoms of one machine and of another. */
const FACTS = { ...{ modality: null, view: null, bodyPart: null }, laterality: null, burnedInText: null };

let model: LoadedModel;
let pool: InferencePool;
let baseline: Baseline;
beforeAll(async () => {
  model = await loadModel(join(SHIPPED_MODELS, 'chest-demonstration'), {
    display: 'demonstration',
    today: new Date('2026-11-22T00:00:00Z'),
  });
  pool = new InferencePool({ workers: 1, providers: ['cpu'] });
  await pool.open(model.pool);
  baseline = baselineOf(await watched('demonstration', 0, 200), model.distribution);
});
afterAll(() => pool.close());

async function watched(site: SiteName, first: number, count: number): Promise<readonly WatchedImage[]> {
  const { data } = await drawInThread({ seed: 78, first, count, site });
  const images: WatchedImage[] = [];
  for (let at = 0; at < count; at += 1) {
    const tensor = new Float32Array(PIXELS);
    copyImage(data, at, tensor, { offset: 0, intensity: 1 });
    const { outputs } = await pool.run(model.card.sha256, tensor);
    const { embedding, histogram } = watchedOf(
      model.card,
      { ...FACTS, sex: null, ageYears: null },
      tensor,
      outputs,
    );
    images.push({ embedding, histogram: histogram! });
  }
  return images;
}

test('a hundred further images of the same machine are of no concern', async () => {
  for (const first of [1_000, 2_000]) {
    const images = await watched('demonstration', first, 100);
    expect(embeddingConcern(baseline, images, model.distribution)).toBeNull();
    expect(histogramConcern(baseline, images)).toBeNull();
  }
});

test('fifty of a machine with a third of the dose and twice the scatter are', async () => {
  const images = await watched('C', 3_000, 50);
  expect(embeddingConcern(baseline, images, model.distribution)).not.toBeNull();
});
