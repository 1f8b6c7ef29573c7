import { createHash } from 'node:crypto';
import { seededRandom } from '../../training/seeded-random.ts';
import { GraphBuilder } from '../../training/onnx/graph-builder.ts';
import type { Metric, ModelCard } from '../model-card.ts';
import { packFloats } from '../out-of-distribution.ts';

const CHANNELS = 4;
const SITE = 'A';

export interface SmallModelShape {
  readonly side: number;
  /** Along a side. */
  readonly cells: number;
  readonly outputs: number;
  /** Smaller for images of larger values. */
  readonly gain: number;
}
export const SMALL: SmallModelShape = { side: 32, cells: 4, outputs: 2, gain: 1 };

/** A model of random weights: patches → features [N, 4, cells, cells] → relu, mean → logits, and the mean as embedding. */
export function smallModel({ side, cells, outputs, gain }: SmallModelShape = SMALL): {
  readonly bytes: Buffer;
  /** Of the classifier, outputs × channels. */
  readonly weights: Float64Array;
  readonly bias: number;
} {
  const random = seededRandom(7, 7);
  const patch = side / cells;
  const floats = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
  const graph = new GraphBuilder();
  const kernel = graph.constant(
    floats(CHANNELS * patch * patch).map((value) => (gain * value) / patch),
    [CHANNELS, 1, patch, patch],
  );
  graph.node(
    'Conv',
    ['image', kernel],
    { kernel_shape: [patch, patch], strides: [patch, patch] },
    'features',
  );
  const pooled = graph.node('GlobalAveragePool', [graph.node('Relu', ['features'])]);
  graph.node('Flatten', [pooled], { axis: 1 }, 'embedding');
  const weights = floats(CHANNELS * outputs);
  const bias = -0.25;
  const product = graph.node('Gemm', ['embedding', graph.constant(weights, [outputs, CHANNELS])], {
    transB: 1,
  });
  graph.node('Add', [product, graph.scalar(bias)], {}, 'logits');
  const bytes = graph.encode(
    [{ name: 'image', shape: ['N', 1, side, side] }],
    [
      { name: 'logits', shape: ['N', outputs] },
      { name: 'features', shape: ['N', CHANNELS, cells, cells] },
      { name: 'embedding', shape: ['N', CHANNELS] },
    ],
  );
  return { bytes, weights: Float64Array.from(weights), bias };
}

const WORDS = { en: 'a model for tests', zh: '测试模型' };
const LABEL = {
  title: WORDS,
  code: null,
  critical: false,
  weakness: null,
  floor: 0.9,
  waiver: null,
  calibration: { kind: 'none' },
  calibrationError: null,
  pointing: null,
} as const;

const LIMITS: ModelCard['limits'] = {
  modalities: ['DX'],
  views: ['PA'],
  bodyParts: ['CHEST'],
  lateralities: ['U'],
  ageYears: { from: 18, to: 120 },
  fieldMm: { from: 300, to: 480 },
};

/** A card that the gate lets pass: its first label is assistive at site A, the second silent. */
export function smallCard(shape: SmallModelShape = SMALL): ModelCard {
  const { bytes, weights } = smallModel(shape);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { side, cells, outputs } = shape;
  return {
    name: 'small',
    version: '1',
    title: WORDS,
    file: 'model.onnx',
    sha256,
    opset: 13,
    input: {
      name: 'image',
      height: side,
      width: side,
      range: [-1, 1],
      window: 'percentile-1-99',
      fit: 'letterbox',
    },
    output: {
      logits: 'logits',
      count: outputs,
      activation: 'sigmoid',
      evidence: {
        kind: 'class-activation',
        name: 'features',
        cells: [cells, cells],
        channels: CHANNELS,
        weights: packFloats(weights),
      },
      embedding: { name: 'embedding', size: CHANNELS },
    },
    labels: [
      {
        ...LABEL,
        name: 'first',
        output: 0,
        stages: { [SITE]: 'assistive' },
        metrics: METRICS,
        operatingPoints: [{ sha256, site: SITE, threshold: 0.5, aim: 0.95 }],
      },
      { ...LABEL, name: 'second', output: 1, stages: {}, metrics: [], operatingPoints: [] },
    ],
    intendedUse: WORDS,
    limitations: [],
    limits: LIMITS,
    certificate: { status: 'demonstration, not registered' },
    trainingData: { description: WORDS, images: 0 },
    subgroupGap: 0.05,
    outOfDistribution: {
      kind: 'mahalanobis',
      mean: packFloats(new Float64Array(CHANNELS)),
      precision: packFloats(new Float64Array(CHANNELS * CHANNELS)),
      threshold: 1,
      falseAlarms: { value: 0.01, low: 0, high: 0.02 },
    },
  };
}

const GROUPS = [
  [null, null],
  ['F', '18-64'],
  ['F', '65+'],
  ['M', '18-64'],
  ['M', '65+'],
] as const;

const METRICS: readonly Metric[] = GROUPS.map(([sex, age]) => ({
  site: SITE,
  sex,
  age,
  images: 200,
  positives: 40,
  auc: { value: 0.97, low: 0.94, high: 0.99 },
  sensitivity: { value: 0.95, low: 0.9, high: 0.98 },
  specificity: { value: 0.9, low: 0.85, high: 0.94 },
}));
