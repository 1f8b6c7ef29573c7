import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ONE_THREAD } from '../inference/one-thread.ts';
import { Adam, learningRate } from './adam.ts';
import { copyImage, PIXELS, type DataSet } from './data-set.ts';
import { CELL_COUNT, firstParameters, LABEL_COUNT, PARAMETERS, type Parameters } from './network.ts';
import { CELLS } from './phantom/phantom.ts';
import { SIDE } from './phantom/thickness-maps.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import { trainingGraph } from './training-graph.ts';

export const BATCH = 50;

export interface Recipe {
  readonly seed: number;
  readonly epochs: number;
}

/** Where the learning stands after some epochs; from here it goes on to the same bits as without a stop. */
export interface TrainingState {
  readonly epoch: number;
  readonly adam: Adam;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
}

export interface TrainingHooks {
  readonly signal?: AbortSignal;
  readonly onStep?: (progress: {
    readonly epoch: number;
    readonly step: number;
    readonly loss: number;
  }) => void;
  readonly onEpoch?: (state: TrainingState) => void;
}

export function firstState(seed: number): TrainingState {
  return { epoch: 0, adam: new Adam(firstParameters(seed)), losses: [] };
}

/** Learns from a data set of whole batches, from `state` to the end of the recipe. @throws where `signal` says so */
export async function train(
  data: DataSet,
  recipe: Recipe,
  state: TrainingState = firstState(recipe.seed),
  hooks: TrainingHooks = {},
): Promise<TrainingState> {
  const session = await InferenceSession.create(trainingGraph(BATCH), ONE_THREAD);
  try {
    let now = state;
    while (now.epoch < recipe.epochs) {
      now = await trainEpoch(session, data, recipe, now, hooks);
      hooks.onEpoch?.(now);
    }
    return now;
  } finally {
    await session.release();
  }
}

async function trainEpoch(
  session: InferenceSession,
  data: DataSet,
  { seed, epochs }: Recipe,
  { epoch, adam, losses }: TrainingState,
  { signal, onStep }: TrainingHooks,
): Promise<TrainingState> {
  const steps = Math.floor(data.count / BATCH);
  const random = seededRandom(seed, 0x10_0000 + epoch);
  const order = shuffled(data.count, random);
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    signal?.throwIfAborted();
    const chosen = order.subarray(step * BATCH, (step + 1) * BATCH);
    const intensities = Array.from(chosen, () => random.between(0.85, 1.15));
    const { loss, gradients } = await gradientsOf(
      session,
      batchOf(data, chosen, intensities),
      adam.parameters,
    );
    adam.step(gradients, learningRate(adam.steps, epochs * steps));
    sum += loss;
    onStep?.({ epoch, step, loss });
  }
  return { epoch: epoch + 1, adam, losses: [...losses, sum / Math.max(1, steps)] };
}

export interface Batch {
  readonly image: Float32Array;
  readonly truth: Float32Array;
  readonly cells: Float32Array;
}

export function batchOf(data: DataSet, chosen: Uint32Array, intensities: readonly number[]): Batch {
  const image = new Float32Array(chosen.length * PIXELS);
  const truth = new Float32Array(chosen.length * LABEL_COUNT);
  const cells = new Float32Array(chosen.length * LABEL_COUNT * CELL_COUNT);
  const cellsOfOne = LABEL_COUNT * CELL_COUNT;
  for (const [at, index] of chosen.entries()) {
    copyImage(data, index, image, { offset: at * PIXELS, intensity: intensities[at] ?? 1 });
    truth.set(data.truth.subarray(index * LABEL_COUNT, (index + 1) * LABEL_COUNT), at * LABEL_COUNT);
    cells.set(data.cells.subarray(index * cellsOfOne, (index + 1) * cellsOfOne), at * cellsOfOne);
  }
  return { image, truth, cells };
}

/** The loss of one batch under some parameters, and how it changes with each of them. */
export async function gradientsOf(
  session: InferenceSession,
  { image, truth, cells }: Batch,
  parameters: Parameters,
): Promise<{ readonly loss: number; readonly gradients: Parameters }> {
  const count = truth.length / LABEL_COUNT;
  const feeds: Record<string, Tensor> = {
    image: new Tensor('float32', image, [count, 1, SIDE, SIDE]),
    truth: new Tensor('float32', truth, [count, LABEL_COUNT]),
    cells: new Tensor('float32', cells, [count, LABEL_COUNT, CELLS, CELLS]),
  };
  for (const { name, shape } of PARAMETERS)
    feeds[name] = new Tensor('float32', parameters.get(name) ?? new Float32Array(), shape);
  const outputs = await session.run(feeds);
  const floats = (name: string): Float32Array => {
    const data = outputs[name]?.data;
    if (!(data instanceof Float32Array)) throw new Error(`the training graph gave no ${name}`);
    return data;
  };
  return {
    loss: floats('loss')[0] ?? Number.NaN,
    gradients: new Map(PARAMETERS.map(({ name }) => [name, floats(`gradient_${name}`)])),
  };
}

/** Fisher and Yates. */
function shuffled(count: number, random: SeededRandom): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
