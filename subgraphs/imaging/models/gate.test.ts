/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { GraphBuilder } from '../training/onnx/graph-builder.ts';
import { refusalsOf, type GateUse, type ModelFacts } from './gate.ts';
import { admitModel, CARD_FILE, loadModel } from './load-model.ts';
import type { LabelCard, ModelCard } from './model-card.ts';
import { readModelCard } from './read-model-card.ts';
import { readOnnxHeader } from './read-onnx-header.ts';
import { ModelRefused, type GateCheck } from './refusal.ts';
import { SMALL, smallCard, smallModel } from './testing/small-model.ts';

const USE: GateUse = { display: 'demonstration', today: new Date('2026-11-22T00:00:00Z') };
const CARD = smallCard();
const [FIRST, SECOND] = CARD.labels as [LabelCard, LabelCard];
const FACTS: ModelFacts = {
  sha256: CARD.sha256,
  opset: 13,
  inputs: [{ name: 'image', type: 'float32', shape: ['N', 1, 32, 32] }],
  outputs: [
    { name: 'logits', type: 'float32', shape: ['N', 2] },
    { name: 'features', type: 'float32', shape: ['N', 4, 4, 4] },
    { name: 'embedding', type: 'float32', shape: ['N', 4] },
  ],
};

function withFirst(change: Partial<LabelCard>): ModelCard {
  return { ...CARD, labels: [{ ...FIRST, ...change }, SECOND] };
}

function checks(card: ModelCard, facts = FACTS, use = USE): readonly GateCheck[] {
  return refusalsOf(card, facts, use).map(({ check }) => check);
}

async function refusedFor(work: Promise<unknown>): Promise<readonly GateCheck[]> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelRefused)) throw new Error('it was not refused');
  return error.refusals.map(({ check }) => check);
}

test('a model as its card says passes, from its folder too', async () => {
  expect(checks(CARD)).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-model-'));
  try {
    writeFileSync(join(folder, CARD_FILE), stringify(CARD));
    writeFileSync(join(folder, CARD.file), smallModel().bytes);
    expect((await loadModel(folder, USE)).card).toEqual(CARD);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('HASH_MISMATCH: a model of which one bit was flipped, although onnxruntime would run it', async () => {
  const bytes = Buffer.from(smallModel().bytes);
  bytes[bytes.length >> 1] = bytes[bytes.length >> 1]! ^ 1;
  expect(await refusedFor(admitModel(CARD, bytes, USE))).toEqual(['HASH_MISMATCH']);
});

test('the session is made of the bytes that were hashed, whatever becomes of the file', async () => {
  const { bytes } = smallModel();
  const { pool } = await admitModel(CARD, bytes, USE);
  expect(pool.bytes).toBe(bytes);
});

test('NOT_ONNX: bytes that are no model, even where their hash is that of the card', async () => {
  const bytes = Buffer.from('no model');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(await refusedFor(admitModel({ ...CARD, sha256 }, bytes, USE))).toEqual(['NOT_ONNX']);
});

test('IO_MISMATCH: a model of another size than its card says', async () => {
  const { bytes } = smallModel({ ...SMALL, side: 64 });
  const { sha256 } = smallCard({ ...SMALL, side: 64 });
  expect(await refusedFor(admitModel({ ...CARD, sha256 }, bytes, USE))).toContain('IO_MISMATCH');
});

test.each([
  ['another input', { inputs: [{ name: 'x', type: 'float32', shape: ['N', 1, 32, 32] }] }],
  ['an input of another type', { inputs: [{ name: 'image', type: 'float16', shape: ['N', 1, 32, 32] }] }],
  ['a further input', { inputs: [...FACTS.inputs, { name: 'age', type: 'float32', shape: ['N'] }] }],
  ['an output fewer', { outputs: FACTS.outputs.slice(1) }],
  [
    'more labels',
    { outputs: [{ name: 'logits', type: 'float32', shape: ['N', 3] }, ...FACTS.outputs.slice(1)] },
  ],
])('IO_MISMATCH: a model with %s', (_, change) => {
  expect(new Set(checks(CARD, { ...FACTS, ...change }))).toEqual(new Set(['IO_MISMATCH']));
});

test('OPSET_MISMATCH: a model of another opset', () => {
  expect(checks(CARD, { ...FACTS, opset: 17 })).toEqual(['OPSET_MISMATCH']);
});

test.each(Object.keys(CARD) as (keyof ModelCard)[])('CARD_FIELD: a card without %s', (field) => {
  expect(() => readModelCard(stringify({ ...CARD, [field]: undefined }))).toThrow(ModelRefused);
});

test.each(Object.keys(FIRST) as (keyof LabelCard)[])('CARD_FIELD: a label without %s', (field) => {
  const label = { ...FIRST, [field]: undefined };
  expect(() => readModelCard(stringify({ ...CARD, labels: [label] }))).toThrow(ModelRefused);
});

test.each([
  ['a field that nobody knows', { ...CARD, colour: 'blue' }],
  ['a stage beyond assistive', withFirst({ stages: { A: 'autonomous' as never } })],
  ['children within its limits', { ...CARD, limits: { ...CARD.limits, ageYears: { from: 10, to: 90 } } }],
  ['a file outside its folder', { ...CARD, file: '../model.onnx' }],
  [
    'a heat map as fine as an image',
    { ...CARD, output: { ...CARD.output, evidence: { ...CARD.output.evidence, cells: [33, 32] } } },
  ],
])('CARD_FIELD: a card with %s', (_, card) => {
  expect(() => readModelCard(stringify(card))).toThrow('CARD_FIELD');
});

test('LABEL_OUTPUT: a label of an output that is not there, or is another label’s', () => {
  expect(checks(withFirst({ output: 2 }))).toEqual(['LABEL_OUTPUT']);
  expect(checks(withFirst({ output: 1 }))).toEqual(['LABEL_OUTPUT', 'LABEL_OUTPUT']);
});

test('AUC_BELOW_FLOOR: the lower end of the interval counts, not the AUC', () => {
  const metrics = FIRST.metrics.map((metric) => ({ ...metric, auc: { value: 0.97, low: 0.89, high: 0.99 } }));
  expect(checks(withFirst({ metrics }))).toEqual(['AUC_BELOW_FLOOR']);
  expect(checks(withFirst({ metrics, stages: { A: 'silent' } }))).toEqual([]);
});

test('SUBGROUP_GAP: women told worse than men, without a waiver or with one that is over', () => {
  const metrics = FIRST.metrics.map((metric) =>
    metric.sex === 'F' ? { ...metric, auc: { value: 0.91, low: 0.9, high: 0.92 } } : metric,
  );
  const waiver = { reason: CARD.title, by: 'the committee', until: '2026-11-21' };
  expect(checks(withFirst({ metrics }))).toEqual(['SUBGROUP_GAP']);
  expect(checks(withFirst({ metrics, waiver }))).toEqual(['SUBGROUP_GAP']);
  expect(checks(withFirst({ metrics, waiver: { ...waiver, until: '2026-11-22' } }))).toEqual([]);
});

test('METRICS_MISSING: assistive without figures of the site, or of one group', () => {
  expect(checks(withFirst({ metrics: [] }))).toEqual(['METRICS_MISSING', 'METRICS_MISSING']);
  const metrics = FIRST.metrics.filter(({ sex, age }) => sex !== 'F' || age !== '65+');
  expect(checks(withFirst({ metrics }))).toEqual(['METRICS_MISSING']);
});

test('OPERATING_POINT_FOREIGN: a threshold that was found for another model', () => {
  const [point] = FIRST.operatingPoints;
  const operatingPoints = [{ ...point!, sha256: '0'.repeat(64) }];
  expect(checks(withFirst({ operatingPoints }))).toEqual([
    'OPERATING_POINT_FOREIGN',
    'OPERATING_POINT_MISSING',
  ]);
});

test('OPERATING_POINT_MISSING: a threshold of another site is not carried over', () => {
  const [point] = FIRST.operatingPoints;
  expect(checks(withFirst({ operatingPoints: [{ ...point!, site: 'B' }] }))).toEqual([
    'OPERATING_POINT_MISSING',
  ]);
});

test('CERTIFICATE_MISSING: a demonstration is not shown in care', () => {
  expect(checks(CARD, FACTS, { ...USE, display: 'clinical' })).toEqual(['CERTIFICATE_MISSING']);
});

test('CERTIFICATE_EXPIRED: nor is what was registered once', () => {
  const registered = { status: 'registered', authority: 'NMPA', number: '1', class: 'III' } as const;
  const valid = (validUntil: string): ModelCard => ({ ...CARD, certificate: { ...registered, validUntil } });
  const clinical: GateUse = { ...USE, display: 'clinical' };
  expect(checks(valid('2026-11-21'), FACTS, clinical)).toEqual(['CERTIFICATE_EXPIRED']);
  expect(checks(valid('2026-11-22'), FACTS, clinical)).toEqual([]);
});

test('DISTRIBUTION_MISSING: assistive, and no foreign image would be told', () => {
  const none: ModelCard = { ...CARD, outOfDistribution: { kind: 'none', reason: 'not fitted' } };
  expect(checks(none)).toEqual(['DISTRIBUTION_MISSING']);
  expect(checks({ ...none, labels: [SECOND] })).toEqual([]);
  expect(checks({ ...CARD, output: { ...CARD.output, embedding: null } })).toEqual(['DISTRIBUTION_MISSING']);
});

test('the opset is read from the outermost of a model', () => {
  expect(readOnnxHeader(new GraphBuilder().encode([], []))).toEqual({ opset: 13 });
  expect(() => readOnnxHeader(Buffer.from([0x0f]))).toThrow('no ONNX model');
});
