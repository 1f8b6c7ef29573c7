/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PixelFrame } from '../dicom/pixel-frame.ts';
import { decompose } from '../inference/head.ts';
import { InferencePool, type PoolAnswer } from '../inference/inference-pool.ts';
import type { ImageFacts } from '../inference/abstention.ts';
import { readImage } from '../inference/read-image.ts';
import { readyImage } from '../inference/ready-image.ts';
import { CELL_COUNT } from '../training/network.ts';
import type { Phantom } from '../training/phantom/phantom.ts';
import { PIXEL_MM, SIDE } from '../training/phantom/thickness-maps.ts';
import { drawInThread } from '../training/testing/draw-in-thread.ts';
import { cardLines } from './card-lines.ts';
import { CHEST_LABELS } from '../training/chest-labels.ts';
import { loadModel, type LoadedModel } from './load-model.ts';
import { SHIPPED_MODELS } from './shipped-models.ts';
import { silenceOf } from './silence.ts';

/** Phantoms that the model has neither learnt from nor been measured by. */
const SEED = 77;
const SITE = 'demonstration';
const FACTS = {
  modality: 'DX',
  view: 'PA',
  bodyPart: 'CHEST',
  laterality: null,
  sex: null,
  burnedInText: false,
};

let model: LoadedModel;
let pool: InferencePool;
let phantoms: readonly Phantom[];
beforeAll(async () => {
  ({ phantoms } = await drawInThread({ seed: SEED, count: 60, site: SITE }));
  model = await loadModel(join(SHIPPED_MODELS, 'chest-demonstration'), {
    display: 'demonstration',
    today: new Date('2026-11-22T00:00:00Z'),
  });
  pool = new InferencePool({ workers: 1, providers: ['cpu'] });
  await pool.open(model.pool);
});
afterAll(() => pool.close());

function frameOf(values: Float32Array): PixelFrame {
  const spacingMm = [PIXEL_MM, PIXEL_MM] as const;
  return { rows: SIDE, columns: SIDE, bitsStored: 16, values, photometric: 'MONOCHROME2', spacingMm };
}

async function ask(phantom: Phantom, values = phantom.values, facts: Partial<ImageFacts> = {}) {
  const origin = {
    studyInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2.3.1',
    sopInstanceUid: '1.2.3.1.1',
    receivedSha256: '0'.repeat(64),
    site: phantom.site,
  };
  const ready = readyImage(frameOf(values), model.card.input);
  return readImage(pool, model, origin, { ...FACTS, ageYears: phantom.age, ...facts }, ready);
}

async function raw(phantom: Phantom): Promise<PoolAnswer> {
  const { prepared } = readyImage(frameOf(phantom.values), model.card.input);
  if (typeof prepared === 'string') throw new Error(prepared);
  return pool.run(model.card.sha256, prepared.tensor);
}

test('the evidence takes the logit apart, to 1e-5, and its shares sum to 1', async () => {
  for (const phantom of phantoms) {
    const { outputs } = await raw(phantom);
    for (const label of CHEST_LABELS.keys()) {
      const cells = outputs['evidence']!.subarray(label * CELL_COUNT, (label + 1) * CELL_COUNT);
      const { logit, share } = decompose(cells, 5);
      expect(Math.abs(logit - outputs['logits']![label]!)).toBeLessThan(1e-5);
      expect(Math.abs(share.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-9);
    }
  }
});

test('what is plain is found: the hottest cell shows it, and thresholds tell it from what is not there', async () => {
  for (const name of ['pneumothorax', 'cardiomegaly', 'consolidation'] as const) {
    const label = CHEST_LABELS.indexOf(name);
    let [hits, pointed, alarms] = [0, 0, 0];
    const having = phantoms.filter(({ truth }) => truth[label]);
    for (const phantom of phantoms) {
      const { findings } = await ask(phantom);
      const finding = findings.find((one) => one.label === name);
      if (finding === undefined) continue;
      if (!phantom.truth[label]) alarms += finding.above ? 1 : 0;
      else {
        hits += finding.above ? 1 : 0;
        const shares = finding.evidence!.values;
        const hottest = shares.indexOf(Math.max(...shares));
        pointed += phantom.cells[label * CELL_COUNT + hottest]!;
      }
    }
    expect(hits / having.length).toBeGreaterThan(0.7);
    expect(pointed / having.length).toBeGreaterThan(0.7);
    expect(alarms / (phantoms.length - having.length)).toBeLessThan(0.15);
  }
});

const middle = (values: Float32Array): Float32Array =>
  values.map((_, at) => values[(32 + (at >> 8)) * SIDE + 32 + ((at % SIDE) >> 1)]!);
/** A limb: soft tissue about one long bone, air on either side. */
const limb = (values: Float32Array): Float32Array =>
  values.map((value, at) => {
    const across = Math.abs((at % SIDE) - 64);
    return value * 0.02 + (across < 8 ? 3 : across < 28 ? 1.5 : 0);
  });

test.each([
  ['inverted', (values: Float32Array) => values.map((value) => -value)],
  ['upside down', (values: Float32Array) => values.slice().reverse()],
  [
    'on its side',
    (values: Float32Array) => values.map((_, at) => values[(at % SIDE) * SIDE + Math.floor(at / SIDE)]!),
  ],
  ['noise', (values: Float32Array) => values.map((_, at) => Math.sin(at * at * 12.9898) * 100)],
  ['cropped to its middle', middle],
  ['a limb that claims to be a chest', limb],
])('an image that is %s is held to be foreign', async (_, change) => {
  for (const phantom of phantoms.slice(0, 10))
    expect((await ask(phantom, change(phantom.values))).abstained).toEqual(['OUT_OF_DISTRIBUTION']);
});

test('of images like those learnt from few are held to be foreign', async () => {
  let alarms = 0;
  for (const phantom of phantoms) alarms += (await ask(phantom)).abstained.length;
  expect(alarms / phantoms.length).toBeLessThan(0.07);
});

test.each([
  ['blank', 'NO_CONTRAST', {}, (values: Float32Array) => values.map(() => 1)],
  ['full of values that are no numbers', 'NOT_FINITE', {}, (values: Float32Array) => values.fill(Number.NaN)],
  ['of a child', 'AGE_OUTSIDE_LIMITS', { ageYears: 17 }, undefined],
  ['with text burnt into it', 'BURNED_IN_TEXT', { burnedInText: true }, undefined],
  ['of another part of the body', 'BODY_PART_OUTSIDE_LIMITS', { bodyPart: 'KNEE' }, undefined],
  ['of another view', 'VIEW_OUTSIDE_LIMITS', { view: 'LL' }, undefined],
  ['by another modality', 'MODALITY_OUTSIDE_LIMITS', { modality: 'CT' }, undefined],
])('of an image %s it says nothing', async (_, reason, facts, change) => {
  const [phantom] = phantoms;
  const values = change?.(phantom!.values.slice());
  const { abstained, findings } = await ask(phantom!, values, facts);
  expect([abstained, findings]).toEqual([[reason], []]);
});

test('its card says first what it can not do, and that it is for no clinic', () => {
  const english = cardLines(model.card, 'en').join('\n');
  expect(english).toContain('demonstration, not for clinical use');
  expect(english).toContain('Rib fracture: can not be told');
  expect(english).toContain('Lung nodule: weak');
  expect(english).toContain('Pleural effusion: weak');
  const chinese = cardLines(model.card, 'zh').join('\n');
  expect(chinese).toContain('仅供演示，不得用于临床');
  expect(chinese).toContain('肋骨骨折：');
});

test('where it speaks: the plain labels at the site that joined, the weak ones nowhere, and why', () => {
  const stage = (name: string): string | undefined =>
    model.card.labels.find((label) => label.name === name)?.stages[SITE];
  for (const name of ['cardiomegaly', 'pneumothorax', 'consolidation']) expect(stage(name)).toBe('assistive');
  for (const name of ['nodule', 'effusion', 'rib_fracture']) {
    const label = model.card.labels.find((one) => one.name === name)!;
    expect(new Set(Object.values(label.stages))).toEqual(new Set(['silent']));
    const silence = silenceOf(model.card, label, { site: SITE, today: new Date() })!;
    expect(silence.en).toContain('its AUC does not surely reach the floor');
    expect(silence.zh).toContain('AUC 未能确定达到下限');
  }
  expect(cardLines(model.card, 'en').join('\n')).toMatch(
    /Lung nodule {2}A, B, C, demonstration {2}silent: its AUC/u,
  );
});

test('every threshold and every figure is of these bytes and of a site; a site that is not named has none', () => {
  for (const { operatingPoints, metrics, calibrationError, pointing } of model.card.labels) {
    expect(operatingPoints.map(({ site }) => site)).toEqual(['A', 'B', 'C', SITE]);
    expect(new Set(operatingPoints.map(({ sha256 }) => sha256))).toEqual(new Set([model.card.sha256]));
    // Everybody, each sex, each age, and each of both.
    expect(metrics).toHaveLength(4 * 9);
    expect([calibrationError, pointing]).not.toContain(null);
  }
});
