import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { ONE_THREAD } from '../inference/one-thread.ts';
import type { PoolModel } from '../inference/worker-messages.ts';
import { promisedOutputs, refusalsOf, type DeclaredTensor, type GateUse, type ModelFacts } from './gate.ts';
import type { ModelCard } from './model-card.ts';
import { unpackFloats, type Distribution } from './out-of-distribution.ts';
import { checkMonaiBundle, METADATA_FILE } from './monai-bundle.ts';
import { readModelCard } from './read-model-card.ts';
import { readOnnxHeader } from './read-onnx-header.ts';
import { ModelRefused } from './refusal.ts';

/** A model that passed the gate. */
export interface LoadedModel {
  readonly card: ModelCard;
  /** What the workers of the pool are given: the bytes that were hashed. */
  readonly pool: PoolModel;
  /** Null where the card says that foreign images are not told. */
  readonly distribution: Distribution | null;
}

export const CARD_FILE = 'card.yaml';

/**
 * Loads the model of a folder with a `card.yaml` through the gate; where the folder is a MONAI bundle, what the bundle
 * says of itself must agree with the card.
 * @throws ModelRefused with everything that speaks against it
 */
export async function loadModel(folder: string, use: GateUse): Promise<LoadedModel> {
  const card = readModelCard(readFileSync(join(folder, CARD_FILE), 'utf8'));
  const metadata = join(folder, METADATA_FILE);
  if (existsSync(metadata)) checkMonaiBundle(readJson(metadata), card);
  // Read once: what is hashed is what is run, whatever becomes of the file.
  return admitModel(card, readFileSync(join(folder, card.file)), use);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** The same, of a card and bytes at hand. @throws ModelRefused */
export async function admitModel(card: ModelCard, bytes: Buffer, use: GateUse): Promise<LoadedModel> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== card.sha256)
    throw new ModelRefused([{ check: 'HASH_MISMATCH', detail: `the file has ${sha256}` }]);
  const refusals = refusalsOf(card, await factsOf(bytes, sha256), use);
  if (refusals.length > 0) throw new ModelRefused(refusals);
  return { card, pool: poolModel(card, bytes), distribution: distributionOf(card) };
}

async function factsOf(bytes: Buffer, sha256: string): Promise<ModelFacts> {
  try {
    const { opset } = readOnnxHeader(bytes);
    const session = await InferenceSession.create(bytes, ONE_THREAD);
    try {
      const declared = (all: readonly InferenceSession.ValueMetadata[]): readonly DeclaredTensor[] =>
        all.map((one) => (one.isTensor ? one : { name: one.name, type: 'no tensor', shape: [] }));
      return {
        sha256,
        opset,
        inputs: declared(session.inputMetadata),
        outputs: declared(session.outputMetadata),
      };
    } finally {
      await session.release();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'it can not be read';
    throw new ModelRefused([{ check: 'NOT_ONNX', detail }]);
  }
}

function poolModel(card: ModelCard, bytes: Buffer): PoolModel {
  const { name, height, width } = card.input;
  const outputs = promisedOutputs(card).map(({ name: output, shape }) => ({
    name: output,
    length: shape.slice(1).reduce<number>((product, size) => product * Number(size), 1),
  }));
  return { sha256: card.sha256, bytes, input: { name, height, width }, outputs };
}

function distributionOf({ outOfDistribution: known }: ModelCard): Distribution | null {
  if (known.kind === 'none') return null;
  return {
    mean: unpackFloats(known.mean),
    precision: unpackFloats(known.precision),
    threshold: known.threshold,
  };
}
