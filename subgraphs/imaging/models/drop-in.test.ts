/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { PixelFrame } from '../dicom/pixel-frame.ts';
import { InferencePool } from '../inference/inference-pool.ts';
import { readImage } from '../inference/read-image.ts';
import { readyImage } from '../inference/ready-image.ts';
import type { GateUse } from './gate.ts';
import { CARD_FILE, loadModel } from './load-model.ts';
import type { LabelCard, ModelCard } from './model-card.ts';
import { openRegistry } from './model-registry.ts';
import { checkMonaiBundle, METADATA_FILE } from './monai-bundle.ts';
import { ModelRefused } from './refusal.ts';
import { smallCard, smallModel } from './testing/small-model.ts';

const USE: GateUse = { display: 'demonstration', today: new Date('2026-11-22T00:00:00Z') };
const ORIGIN = {
  studyInstanceUid: '1.2.3',
  seriesInstanceUid: '1.2.3.1',
  sopInstanceUid: '1.2.3.1.1',
  receivedSha256: '0'.repeat(64),
  site: 'A',
};

/** torchxrayvision's DenseNet121 `res224-all` by its contract: sizes, names and points of its card, weights of chance. */
const DENSENET = { side: 224, cells: 7, outputs: 18, gain: 1 / 1024 };
function densenetCard(): ModelCard {
  const card = smallCard(DENSENET);
  const [first] = card.labels as [LabelCard];
  const silent = { ...first, stages: {}, metrics: [], operatingPoints: [] };
  return {
    ...card,
    name: 'densenet121-res224-all',
    input: { ...card.input, range: [-1024, 1024], window: 'stored-range', fit: 'centre-crop' },
    output: { ...card.output, activation: 'op-norm', embedding: null },
    labels: [
      { ...silent, name: 'effusion', output: 7, opNorm: 0.1032 },
      { ...silent, name: 'cardiomegaly', output: 10, opNorm: 0.0534 },
    ],
    outOfDistribution: { kind: 'none', reason: 'not yet fitted on images of the hospital' },
  };
}

/** Another disease, another part of the body, two sides. */
function kneeCard(): ModelCard {
  const card = smallCard();
  const limits = { ...card.limits, bodyParts: ['KNEE'], lateralities: ['L', 'R'] };
  return { ...card, name: 'knee', limits: { ...limits, fieldMm: { from: 100, to: 300 } } };
}

let folder: string;
let pool: InferencePool;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-models-'));
  pool = new InferencePool({ workers: 1, providers: ['cpu'] });
  addModel(densenetCard(), smallModel(DENSENET).bytes);
  addModel(kneeCard(), smallModel().bytes);
  addModel({ ...smallCard(), name: 'changed' }, Buffer.concat([smallModel().bytes, Buffer.from([0])]));
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

function addModel(card: ModelCard, bytes: Buffer): void {
  mkdirSync(join(folder, card.name));
  writeFileSync(join(folder, card.name, CARD_FILE), stringify(card));
  writeFileSync(join(folder, card.name, card.file), bytes);
}

function frame(spacing: number, photometric: PixelFrame['photometric'] = 'MONOCHROME2'): PixelFrame {
  const values = Float32Array.from({ length: 300 * 400 }, (_, at) => (at * 7919) % 4096);
  return { rows: 300, columns: 400, bitsStored: 12, values, photometric, spacingMm: [spacing, spacing] };
}

test('a further disease is a further folder; a model that is refused keeps no other out', async () => {
  const registry = await openRegistry([folder], USE);
  expect(registry.models.map(({ card }) => card.name)).toEqual(['densenet121-res224-all', 'knee']);
  expect(registry.refused.map(({ refusals }) => refusals[0]?.check)).toEqual(['HASH_MISMATCH']);
});

test('a knee is read by its model, of one side', async () => {
  const [, knee] = (await openRegistry([folder], USE)).models;
  await pool.open(knee!.pool);
  const facts = {
    modality: 'DX',
    view: 'PA',
    bodyPart: 'KNEE',
    ageYears: 40,
    sex: null,
    burnedInText: false,
  };
  const ask = (laterality: string) =>
    readImage(pool, knee!, ORIGIN, { ...facts, laterality }, readyImage(frame(0.5), knee!.card.input));
  expect((await ask('L')).abstained).toEqual([]);
  expect((await ask('B')).abstained).toEqual(['LATERALITY_OUTSIDE_LIMITS']);
});

test('torchxrayvision’s DenseNet is used from its card alone', async () => {
  const [densenet] = (await openRegistry([folder], USE)).models;
  await pool.open(densenet!.pool);
  const ready = readyImage(frame(1.1), densenet!.card.input);
  if (typeof ready.prepared === 'string') throw new Error(ready.prepared);
  const { tensor } = ready.prepared;
  expect([Math.min(...tensor) >= -1024, Math.max(...tensor) <= 1024]).toEqual([true, true]);
  const facts = {
    modality: 'DX',
    view: 'PA',
    bodyPart: 'CHEST',
    ageYears: 40,
    sex: null,
    laterality: null,
    burnedInText: null,
  };
  const { findings, abstained } = await readImage(pool, densenet!, ORIGIN, facts, ready);
  expect(abstained).toEqual([]);
  // Only the outputs that are valid are spoken of, and none where the hospital has not validated it.
  expect(findings.map(({ label, stage, above }) => [label, stage, above])).toEqual([
    ['effusion', 'silent', null],
    ['cardiomegaly', 'silent', null],
  ]);
  const { outputs } = await pool.run(densenet!.card.sha256, tensor);
  const { bias } = smallModel(DENSENET);
  for (const [at, output] of [7, 10].entries()) {
    const finding = findings[at]!;
    const t = densenet!.card.labels[at]!.opNorm!;
    const p = 1 / (1 + Math.exp(-outputs['logits']![output]!));
    expect(finding.score).toBeCloseTo(p < t ? p / (2 * t) : 1 - (1 - p) / (2 * (1 - t)), 9);
    expect(finding.evidence!.kind).toBe('contribution');
    const sum = finding.evidence!.values.reduce((total, value) => total + value, 0);
    expect(sum + bias).toBeCloseTo(outputs['logits']![output]!, 5);
  }
});

const METADATA = {
  version: '0.1.0',
  monai_version: '1.4.0',
  pytorch_version: '2.4.0',
  numpy_version: '1.26.4',
  required_packages_version: {},
  task: 'chest classification',
  description: 'a bundle',
  authors: 'somebody',
  copyright: 'somebody',
  network_data_format: {
    inputs: {
      image: {
        type: 'image',
        format: 'magnitude',
        modality: 'DX',
        num_channels: 1,
        spatial_shape: [32, 32],
        dtype: 'float32',
        value_range: [-1, 1],
        is_patch_data: false,
        channel_def: { '0': 'image' },
      },
    },
    outputs: {
      logits: {
        type: 'probabilities',
        format: 'classes',
        num_channels: 2,
        spatial_shape: [1],
        dtype: 'float32',
        value_range: [],
        is_patch_data: false,
        channel_def: { '0': 'first', '1': 'second' },
      },
    },
  },
};

test('a MONAI bundle is taken by its metadata.json, without a model.pt', async () => {
  const bundle = mkdtempSync(join(tmpdir(), 'sluice-bundle-'));
  try {
    for (const part of ['configs', 'models', 'docs']) mkdirSync(join(bundle, part));
    writeFileSync(join(bundle, METADATA_FILE), JSON.stringify(METADATA));
    const card = { ...smallCard(), file: 'models/model.onnx' };
    writeFileSync(join(bundle, CARD_FILE), stringify(card));
    writeFileSync(join(bundle, card.file), smallModel().bytes);
    expect((await loadModel(bundle, USE)).card.name).toBe('small');
    const inputs = { image: { ...METADATA.network_data_format.inputs.image, value_range: [0, 1] } };
    const changed = { ...METADATA, network_data_format: { ...METADATA.network_data_format, inputs } };
    writeFileSync(join(bundle, METADATA_FILE), JSON.stringify(changed));
    await expect(loadModel(bundle, USE)).rejects.toThrow('BUNDLE_MISMATCH');
  } finally {
    rmSync(bundle, { recursive: true });
  }
});

test.each([
  ['without its authors', { ...METADATA, authors: undefined }],
  ['without its packages', { ...METADATA, required_packages_version: undefined }],
  ['of no JSON object', []],
  [
    'with labels in another order than the card',
    withFormat({
      outputs: { logits: { ...METADATA.network_data_format.outputs.logits, channel_def: { '0': 'second' } } },
    }),
  ],
  [
    'of another size',
    withFormat({
      inputs: { image: { ...METADATA.network_data_format.inputs.image, spatial_shape: [64, 64] } },
    }),
  ],
  [
    'of another type',
    withFormat({ inputs: { image: { ...METADATA.network_data_format.inputs.image, dtype: 'float16' } } }),
  ],
  ['without the output', withFormat({ outputs: {} })],
])('BUNDLE_MISMATCH: metadata %s', (_, metadata) => {
  // As the file would be read: without what is undefined.
  expect(() => checkMonaiBundle(JSON.parse(JSON.stringify(metadata)), smallCard())).toThrow(ModelRefused);
});

test('the older schema of metadata names its packages otherwise', () => {
  const older = { ...METADATA, required_packages_version: undefined, optional_packages_version: {} };
  expect(() => checkMonaiBundle(JSON.parse(JSON.stringify(older)), smallCard())).not.toThrow();
});

function withFormat(change: object): object {
  return { ...METADATA, network_data_format: { ...METADATA.network_data_format, ...change } };
}
