/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PixelFrame } from '../dicom/pixel-frame.ts';
import { admitModel, type LoadedModel } from '../models/load-model.ts';
import { packFloats } from '../models/out-of-distribution.ts';
import { smallCard, smallModel } from '../models/testing/small-model.ts';
import { ABSTENTIONS, type ImageFacts } from './abstention.ts';
import { InferencePool } from './inference-pool.ts';
import type { InferenceResult } from './inference-result.ts';
import type { ImageOrigin } from './provenance.ts';
import { readImage } from './read-image.ts';
import { readyImage } from './ready-image.ts';

const ORIGIN: ImageOrigin = {
  studyInstanceUid: '1.2.3',
  seriesInstanceUid: '1.2.3.1',
  sopInstanceUid: '1.2.3.1.1',
  receivedSha256: 'f'.repeat(64),
  site: 'A',
};
const FACTS: ImageFacts = {
  modality: 'DX',
  view: 'PA',
  bodyPart: 'CHEST',
  laterality: null,
  ageYears: 50,
  sex: 'F',
  burnedInText: false,
};
const USE = { display: 'demonstration', today: new Date('2026-11-22T00:00:00Z') } as const;

let pool: InferencePool;
let model: LoadedModel;
beforeAll(async () => {
  pool = new InferencePool({ workers: 1, providers: ['cpu'] });
  model = await admitModel(smallCard(), smallModel().bytes, USE);
  await pool.open(model.pool);
});
afterAll(() => pool.close());

function frame(change: Partial<PixelFrame> = {}): PixelFrame {
  const values = Float32Array.from({ length: 64 * 64 }, (_, at) => Math.sin(at) * 100 + at / 64);
  return {
    rows: 64,
    columns: 64,
    bitsStored: 12,
    values,
    photometric: 'MONOCHROME2',
    spacingMm: [6, 6],
    ...change,
  };
}

function ask(
  facts: Partial<ImageFacts> = {},
  pixels = frame(),
  site = 'A',
  asked = model,
): Promise<InferenceResult> {
  return readImage(
    pool,
    asked,
    { ...ORIGIN, site },
    { ...FACTS, ...facts },
    readyImage(pixels, asked.card.input),
  );
}

test('an image within the limits is answered, with everything by which it was read', async () => {
  const { abstained, findings, provenance } = await ask();
  expect(abstained).toEqual([]);
  expect(findings.map(({ label, stage, threshold }) => [label, stage, threshold])).toEqual([
    ['first', 'assistive', 0.5],
    ['second', 'silent', null],
  ]);
  expect(findings[0]!.above).toBe(findings[0]!.score >= 0.5);
  expect(provenance).toMatchObject({
    ...ORIGIN,
    pixelSha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as unknown,
    outputSha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as unknown,
    preprocessingVersion: '1',
    model: { name: 'small', version: '1', sha256: model.card.sha256 },
    runtime: { name: 'onnxruntime-node', version: expect.stringMatching(/^1\./u) as unknown },
    provider: { name: 'cpu', fellBackFrom: [] },
    threads: 1,
    outOfDistribution: { threshold: 1 },
  });
});

test('a replay gives the same bits', async () => {
  const [first, again] = [await ask(), await ask()];
  const timeless = (result: InferenceResult): object => ({
    ...result,
    provenance: { ...result.provenance, wallMs: null },
  });
  expect(timeless(again)).toEqual(timeless(first));
});

test('at a site for which nothing was found there is no threshold, and no label is assistive', async () => {
  const { findings } = await ask({}, frame(), 'B');
  expect(findings.map(({ stage, above }) => [stage, above])).toEqual([
    ['silent', null],
    ['silent', null],
  ]);
});

const nan = frame();
nan.values.fill(Number.NaN, 0, 3_000);
test.each([
  ['MODALITY_OUTSIDE_LIMITS', { modality: 'CT' }, frame()],
  ['VIEW_OUTSIDE_LIMITS', { view: 'LL' }, frame()],
  ['VIEW_OUTSIDE_LIMITS', { view: null }, frame()],
  ['BODY_PART_OUTSIDE_LIMITS', { bodyPart: 'KNEE' }, frame()],
  ['LATERALITY_OUTSIDE_LIMITS', { laterality: 'L' }, frame()],
  ['AGE_OUTSIDE_LIMITS', { ageYears: 17 }, frame()],
  ['AGE_UNKNOWN', { ageYears: null }, frame()],
  ['BURNED_IN_TEXT', { burnedInText: true }, frame()],
  ['SPACING_MISSING', {}, frame({ spacingMm: null })],
  ['FIELD_OUTSIDE_LIMITS', {}, frame({ spacingMm: [1, 1] })],
  ['NOT_FINITE', {}, frame({ values: new Float32Array(64 * 64).fill(Number.NaN) })],
  ['NOT_FINITE', {}, frame({ values: new Float32Array(64 * 64).fill(Infinity) })],
  ['NO_CONTRAST', {}, frame({ values: new Float32Array(64 * 64) })],
  ['SIZE_MISMATCH', {}, frame({ rows: 63 })],
  ['TOO_MUCH_PADDING', {}, nan],
] as const)('it abstains: %s', async (reason, facts, pixels) => {
  const { abstained, findings, provenance } = await ask(facts, pixels);
  expect(abstained).toEqual([reason]);
  expect(findings).toEqual([]);
  // It was not even asked.
  expect(provenance).toMatchObject({ provider: null, outputSha256: null });
});

test('it abstains: OUT_OF_DISTRIBUTION, and the distance is kept', async () => {
  const { outOfDistribution } = model.card;
  const identity = Float64Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : 0));
  const far = { mean: packFloats(new Float64Array(4).fill(50)), precision: packFloats(identity) };
  const card = {
    ...model.card,
    outOfDistribution: { ...outOfDistribution, ...far } as typeof outOfDistribution,
  };
  const strict = await admitModel(card, smallModel().bytes, USE);
  const { abstained, findings, provenance } = await ask({}, frame(), 'A', strict);
  expect(abstained).toEqual(['OUT_OF_DISTRIBUTION']);
  expect(findings).toEqual([]);
  expect(provenance.outOfDistribution!.distance).toBeGreaterThan(50);
});

test('several reasons are all said', async () => {
  expect((await ask({ ageYears: 3, view: 'LL', burnedInText: true })).abstained).toEqual([
    'VIEW_OUTSIDE_LIMITS',
    'AGE_OUTSIDE_LIMITS',
    'BURNED_IN_TEXT',
  ]);
});

test('every reason has words in both languages', () => {
  for (const { en, zh } of Object.values(ABSTENTIONS)) {
    expect(en).toMatch(/^[\w ,]+$/u);
    expect(zh).toMatch(/\p{Script=Han}/u);
  }
});
