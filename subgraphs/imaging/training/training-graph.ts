import { GraphBuilder, type Value } from './onnx/graph-builder.ts';
import {
  addForward,
  CELL_COUNT,
  LABEL_COUNT,
  LAYERS,
  PARAMETERS,
  SHARPNESS,
  type Forward,
  type Layer,
} from './network.ts';
import { CELLS } from './phantom/phantom.ts';
import { SIDE } from './phantom/thickness-maps.ts';

/** How much the place of a finding counts beside its presence. */
const PLACE_WEIGHT = 10;
/** Cells that show a finding are few: each counts as this many others more. */
const TRUE_CELL_WEIGHT = 5;

/**
 * One step of learning as an ONNX model: images, truth and parameters in, the loss and the gradient of each parameter
 * (`gradient_…`) out. The loss is the mean cross entropy per label, and of every cell with the truth of the cell.
 */
export function trainingGraph(batch: number): Buffer {
  const graph = new GraphBuilder();
  const forward = addForward(graph);
  addLoss(graph, forward, batch);
  addBackward(graph, forward, batch);
  return graph.encode(
    [
      { name: 'image', shape: [batch, 1, SIDE, SIDE] },
      { name: 'truth', shape: [batch, LABEL_COUNT] },
      { name: 'cells', shape: [batch, LABEL_COUNT, CELLS, CELLS] },
      ...PARAMETERS,
    ],
    [
      { name: 'loss', shape: [] },
      ...PARAMETERS.map(({ name, shape }) => ({ name: `gradient_${name}`, shape })),
    ],
  );
}

function addLoss(graph: GraphBuilder, { evidence, logits }: Forward, batch: number): void {
  const image = graph.node('ReduceSum', [crossEntropy(graph, logits, 'truth')], { keepdims: 0 });
  const weighted = graph.node('Mul', [crossEntropy(graph, evidence, 'cells'), cellWeights(graph)]);
  const place = graph.node('ReduceSum', [weighted], { keepdims: 0 });
  const placeScale = graph.scalar(PLACE_WEIGHT / CELL_COUNT);
  const sum = graph.node('Add', [image, graph.node('Mul', [place, placeScale])]);
  graph.node('Mul', [sum, graph.scalar(1 / (batch * LABEL_COUNT))], {}, 'loss');
}

/** softplus(z) − y·z, written so that nothing overflows: max(z, 0) − y·z + ln(1 + exp(−|z|)). */
function crossEntropy(graph: GraphBuilder, score: Value, truth: Value): Value {
  const fall = graph.node('Exp', [graph.node('Neg', [graph.node('Abs', [score])])]);
  const bend = graph.node('Log', [graph.node('Add', [fall, graph.scalar(1)])]);
  const straight = graph.node('Sub', [graph.node('Relu', [score]), graph.node('Mul', [score, truth])]);
  return graph.node('Add', [straight, bend]);
}

function cellWeights(graph: GraphBuilder): Value {
  const more = graph.node('Mul', ['cells', graph.scalar(TRUE_CELL_WEIGHT)]);
  return graph.node('Add', [more, graph.scalar(1)]);
}

function addBackward(graph: GraphBuilder, forward: Forward, batch: number): void {
  const last = forward.activations.at(-1) ?? '';
  const ofEvidence = evidenceGradient(graph, forward, batch);
  const flatEvidence = graph.node('Reshape', [
    ofEvidence,
    graph.wholeNumbers([batch, LABEL_COUNT, CELL_COUNT]),
  ]);
  const flatLast = graph.node('Reshape', [last, graph.wholeNumbers([batch, 64, CELL_COUNT])]);
  const perImage = graph.node('MatMul', [
    flatEvidence,
    graph.node('Transpose', [flatLast], { perm: [0, 2, 1] }),
  ]);
  const headWeight = sumOver(graph, perImage, [0]);
  graph.node(
    'Reshape',
    [headWeight, graph.wholeNumbers([LABEL_COUNT, 64, 1, 1])],
    {},
    'gradient_weight_head',
  );
  sumOver(graph, ofEvidence, [0, 2, 3], 'gradient_bias_head');
  let ofOutput = graph.node('ConvTranspose', [ofEvidence, 'weight_head'], { kernel_shape: [1, 1] });
  for (let at = LAYERS.length - 1; at >= 0; at -= 1) {
    const layer = LAYERS[at];
    if (layer === undefined) return;
    const passed = graph.node('Sign', [forward.activations[at + 1] ?? '']);
    const ofConvolution = graph.node('Mul', [ofOutput, passed]);
    addWeightGradient(graph, forward, ofConvolution, { layer, at, batch });
    sumOver(graph, ofConvolution, [0, 2, 3], `gradient_bias_${at}`);
    if (at > 0) ofOutput = inputGradient(graph, ofConvolution, layer, at);
  }
}

/** Through the logit each cell has its share of it; through the place each has its own. */
function evidenceGradient(graph: GraphBuilder, { evidence, logits }: Forward, batch: number): Value {
  const error = graph.node('Sub', [graph.node('Sigmoid', [logits]), 'truth']);
  const ofLogit = graph.node('Mul', [error, graph.scalar(1 / (batch * LABEL_COUNT))]);
  const ofLogitPerCell = graph.node('Reshape', [ofLogit, graph.wholeNumbers([batch, LABEL_COUNT, 1, 1])]);
  const sharp = graph.node('Mul', [evidence, graph.scalar(SHARPNESS)]);
  const flat = graph.node('Reshape', [sharp, graph.wholeNumbers([batch, LABEL_COUNT, CELL_COUNT])]);
  const share = graph.node('Reshape', [
    graph.node('Softmax', [flat], { axis: 2 }),
    graph.wholeNumbers([batch, LABEL_COUNT, CELLS, CELLS]),
  ]);
  const cellError = graph.node('Sub', [graph.node('Sigmoid', [evidence]), 'cells']);
  const weighted = graph.node('Mul', [cellError, cellWeights(graph)]);
  const scale = graph.scalar(PLACE_WEIGHT / (batch * LABEL_COUNT * CELL_COUNT));
  return graph.node('Add', [
    graph.node('Mul', [share, ofLogitPerCell]),
    graph.node('Mul', [weighted, scale]),
  ]);
}

function inputGradient(graph: GraphBuilder, ofConvolution: Value, { stride }: Layer, at: number): Value {
  return graph.node('ConvTranspose', [ofConvolution, `weight_${at}`], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [stride, stride],
    output_padding: [stride - 1, stride - 1],
  });
}

/** Nine products, one for each place of the kernel: what lay under it, times what came of it. */
function addWeightGradient(
  graph: GraphBuilder,
  { activations }: Forward,
  ofConvolution: Value,
  { layer, at, batch }: { readonly layer: Layer; readonly at: number; readonly batch: number },
): void {
  const { from, to, stride } = layer;
  const side = sideAfter(at);
  const padded = graph.node('Pad', [activations[at] ?? '', graph.wholeNumbers([0, 0, 1, 1, 0, 0, 1, 1])]);
  const flat = graph.node('Reshape', [ofConvolution, graph.wholeNumbers([batch, to, side * side])]);
  const products: Value[] = [];
  for (let row = 0; row < 3; row += 1)
    for (let column = 0; column < 3; column += 1) {
      const under = graph.node('Slice', [
        padded,
        graph.wholeNumbers([row, column]),
        graph.wholeNumbers([row + (side - 1) * stride + 1, column + (side - 1) * stride + 1]),
        graph.wholeNumbers([2, 3]),
        graph.wholeNumbers([stride, stride]),
      ]);
      const flatUnder = graph.node('Reshape', [under, graph.wholeNumbers([batch, from, side * side])]);
      const turned = graph.node('Transpose', [flatUnder], { perm: [0, 2, 1] });
      const product = sumOver(graph, graph.node('MatMul', [flat, turned]), [0]);
      products.push(graph.node('Reshape', [product, graph.wholeNumbers([to, from, 1])]));
    }
  const together = graph.node('Concat', products, { axis: 2 });
  graph.node('Reshape', [together, graph.wholeNumbers([to, from, 3, 3])], {}, `gradient_weight_${at}`);
}

function sideAfter(at: number): number {
  return LAYERS.slice(0, at + 1).reduce((side, { stride }) => side / stride, SIDE);
}

function sumOver(graph: GraphBuilder, value: Value, axes: readonly number[], name?: Value): Value {
  return graph.node('ReduceSum', [value, graph.wholeNumbers(axes)], { keepdims: 0 }, name);
}
