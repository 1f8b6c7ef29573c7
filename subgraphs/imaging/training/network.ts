import { CHEST_LABELS } from './chest-labels.ts';
import { GraphBuilder, type Value } from './onnx/graph-builder.ts';
import { CELLS } from './phantom/phantom.ts';
import { SIDE } from './phantom/thickness-maps.ts';
import { seededRandom } from './seeded-random.ts';

export const LABEL_COUNT = CHEST_LABELS.length;
export const CELL_COUNT = CELLS * CELLS;
/** How strongly the hottest cells decide: R of (logsumexp(R·e) − ln cells) / R. */
export const SHARPNESS = 5;

/** One convolution of 3 × 3; an image shrinks by its stride. */
export interface Layer {
  readonly from: number;
  readonly to: number;
  readonly stride: 1 | 2;
}
export const LAYERS: readonly Layer[] = [
  { from: 2, to: 16, stride: 2 },
  { from: 16, to: 32, stride: 2 },
  { from: 32, to: 32, stride: 1 },
  { from: 32, to: 48, stride: 2 },
  { from: 48, to: 64, stride: 1 },
  { from: 64, to: 64, stride: 1 },
];
const EMBEDDING = 64;

export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Every parameter in the order in which they are kept. */
export const PARAMETERS: readonly ParameterShape[] = [
  ...LAYERS.flatMap(({ from, to }, at) => [
    { name: `weight_${at}`, shape: [to, from, 3, 3] },
    { name: `bias_${at}`, shape: [to] },
  ]),
  { name: 'weight_head', shape: [LABEL_COUNT, EMBEDDING, 1, 1] },
  { name: 'bias_head', shape: [LABEL_COUNT] },
];

export type Parameters = ReadonlyMap<string, Float32Array>;

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Before anything is learnt, each finding is held to be as rare as it is. */
const FIRST_BIAS = -1.4;

/** He's initial weights. */
export function firstParameters(seed: number): Parameters {
  const random = seededRandom(seed, 0x1417);
  return new Map(
    PARAMETERS.map(({ name, shape }) => {
      const values = new Float32Array(sizeOf(shape));
      const spread = Math.sqrt(2 / sizeOf(shape.slice(1)));
      if (name.startsWith('weight')) return [name, values.map(() => spread * random.normal())];
      return [name, name === 'bias_head' ? values.fill(FIRST_BIAS) : values];
    }),
  );
}

/** What the way forward leaves for the way back. */
export interface Forward {
  /** What each layer was given; the last is what the head is given. */
  readonly activations: readonly Value[];
  readonly evidence: Value;
  readonly logits: Value;
}

/**
 * The network from `image` to `logits`. The second channel, of what differs from its surroundings, is made in the
 * graph, so that whoever runs the model can not forget it.
 */
export function addForward(graph: GraphBuilder): Forward {
  // The mean of 15 × 15, first down and then across: 30 sums a pixel and not 225.
  const mean = averageAlong(graph, averageAlong(graph, 'image', [15, 1], [7, 0]), [1, 15], [0, 7]);
  const contrast = graph.node('Mul', [graph.node('Sub', ['image', mean]), graph.scalar(6)]);
  const activations: Value[] = [graph.node('Concat', ['image', contrast], { axis: 1 })];
  for (const [at, { stride }] of LAYERS.entries()) {
    const convolved = graph.node('Conv', [activations[at] ?? '', `weight_${at}`, `bias_${at}`], {
      kernel_shape: [3, 3],
      pads: [1, 1, 1, 1],
      strides: [stride, stride],
    });
    activations.push(graph.node('Relu', [convolved]));
  }
  const last = activations.at(-1) ?? '';
  const evidence = graph.node(
    'Conv',
    [last, 'weight_head', 'bias_head'],
    { kernel_shape: [1, 1] },
    'evidence',
  );
  graph.node('Flatten', [graph.node('GlobalAveragePool', [last])], { axis: 1 }, 'embedding');
  return { activations, evidence, logits: addLogits(graph, evidence) };
}

function averageAlong(
  graph: GraphBuilder,
  value: Value,
  kernel: readonly [number, number],
  [down, across]: readonly [number, number],
): Value {
  return graph.node('AveragePool', [value], { kernel_shape: kernel, pads: [down, across, down, across] });
}

/**
 * One operator and not its parts: a logarithm over all images at once is computed in lanes, and the last bit of a logit
 * would hang on how many images lie beside it.
 */
function addLogits(graph: GraphBuilder, evidence: Value): Value {
  const sharp = graph.node('Mul', [evidence, graph.scalar(SHARPNESS)]);
  const logSum = graph.node('ReduceLogSumExp', [sharp], { axes: [2, 3], keepdims: 0 });
  const mean = graph.node('Sub', [logSum, graph.scalar(Math.log(CELL_COUNT))]);
  return graph.node('Div', [mean, graph.scalar(SHARPNESS)], {}, 'logits');
}

/** The trained model as bytes of a `.onnx` file; the number of images is free. */
export function exportModel(parameters: Parameters): Buffer {
  const graph = new GraphBuilder();
  for (const { name, shape } of PARAMETERS)
    graph.constant(parameters.get(name) ?? new Float32Array(sizeOf(shape)), shape, name);
  addForward(graph);
  return graph.encode(
    [{ name: 'image', shape: ['N', 1, SIDE, SIDE] }],
    [
      { name: 'logits', shape: ['N', LABEL_COUNT] },
      { name: 'evidence', shape: ['N', LABEL_COUNT, CELLS, CELLS] },
      { name: 'embedding', shape: ['N', EMBEDDING] },
    ],
  );
}
