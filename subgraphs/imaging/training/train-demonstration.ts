import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHEST_LABELS } from '../models/labels.ts';
import type { ModelCard } from '../models/model-card.ts';
import { answersOf } from './answers.ts';
import { dropCheckpoint, keepCheckpoint, readCheckpoint } from './checkpoint.ts';
import { drawDataSet, type DataSet } from './data-set.ts';
import { demonstrationCard } from './demonstration-card.ts';
import { exportModel } from './network.ts';
import { BATCH, firstState, train } from './train.ts';
import { validateDistribution, validateLabel } from './validate.ts';
import { writeCard } from './write-card.ts';

export interface DemonstrationRecipe {
  readonly seed: number;
  readonly epochs: number;
  /** Phantoms to learn from, whole batches of 50; each 10 more are drawn to choose by 3 and to measure by 3. */
  readonly images: number;
}
export const DEFAULT_RECIPE: DemonstrationRecipe = { seed: 1, epochs: 8, images: 5_000 };
export { BATCH };

export interface DemonstrationHooks {
  readonly signal?: AbortSignal;
  readonly progress?: (line: string) => void;
}

export interface TrainedDemonstration {
  readonly card: ModelCard;
  readonly modelFile: string;
  readonly cardFile: string;
  readonly losses: readonly number[];
}

/** Phantoms to choose by and to measure by are numbered far from those learnt from. */
const CHOOSING_FROM = 10_000_000;
const MEASURING_FROM = 20_000_000;
const TRIAL_SHARE = 0.3;

/**
 * Trains the demonstration model and writes `model.onnx` and `card.yaml` into a folder. A training that was stopped
 * goes on after its last whole epoch when it is asked for again with the same recipe and folder, to the same bits.
 * @throws what `signal` was aborted with
 */
export async function trainDemonstration(
  recipe: DemonstrationRecipe,
  folder: string,
  { signal, progress = () => undefined }: DemonstrationHooks = {},
): Promise<TrainedDemonstration> {
  mkdirSync(folder, { recursive: true });
  const draw = (first: number, count: number): Promise<DataSet> =>
    drawDataSet(recipe.seed, first, count, signal);
  progress(`drawing ${recipe.images} phantoms`);
  const learnt = await draw(0, recipe.images);
  const hooks = signal === undefined ? {} : { signal };
  const state = await train(learnt, recipe, readCheckpoint(folder, recipe) ?? firstState(recipe.seed), {
    ...hooks,
    onStep: ({ epoch, step, loss }) => {
      if (step % 20 === 0)
        progress(`epoch ${epoch + 1} of ${recipe.epochs}, step ${step}: loss ${loss.toFixed(4)}`);
    },
    onEpoch: (reached) => keepCheckpoint(folder, recipe, reached),
  });
  const model = exportModel(state.adam.parameters);
  const trialCount = Math.ceil(recipe.images * TRIAL_SHARE);
  progress(`measuring on ${trialCount} phantoms that it has not seen`);
  const trials = {
    choosing: await answersOf(model, await draw(CHOOSING_FROM, trialCount), signal),
    measuring: await answersOf(model, await draw(MEASURING_FROM, trialCount), signal),
  };
  const sha256 = createHash('sha256').update(model).digest('hex');
  const card = demonstrationCard({
    sha256,
    images: recipe.images,
    labels: CHEST_LABELS.map((_, label) => validateLabel(label, sha256, trials)),
    outOfDistribution: validateDistribution(await answersOf(model, learnt, signal), trials),
  });
  const files = { modelFile: join(folder, card.file), cardFile: join(folder, 'card.yaml') };
  writeFileSync(files.modelFile, model);
  writeCard(files.cardFile, card);
  dropCheckpoint(folder);
  return { card, ...files, losses: state.losses };
}
