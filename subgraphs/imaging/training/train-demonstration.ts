import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHEST_LABELS } from './chest-labels.ts';
import type { ModelCard } from '../models/model-card.ts';
import { answersOf, type Answer } from './answers.ts';
import { dropCheckpoint, keepCheckpoint, readCheckpoint } from './checkpoint.ts';
import { drawDataSet } from './data-set.ts';
import { demonstrationCard } from './demonstration-card.ts';
import { exportModel } from './network.ts';
import { JOINING_SITE } from './phantom/expose.ts';
import { BATCH, firstState, train, type TrainingState } from './train.ts';
import { validateDistribution, validateLabel } from './validate.ts';
import { writeCard } from '../models/write-card.ts';

export interface DemonstrationRecipe {
  readonly seed: number;
  readonly epochs: number;
  /** Phantoms to learn from, whole batches of 50; for 10 of them 6 more are drawn to choose by and 6 to measure by. */
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
  const state = await learn(recipe, folder, { ...(signal && { signal }), progress });
  const model = exportModel(state.adam.parameters);
  const trials = {
    choosing: await trial(model, recipe, CHOOSING_FROM, { ...(signal && { signal }), progress }),
    measuring: await trial(model, recipe, MEASURING_FROM, { ...(signal && { signal }), progress }),
  };
  const sha256 = createHash('sha256').update(model).digest('hex');
  const card = demonstrationCard({
    sha256,
    images: recipe.images,
    labels: CHEST_LABELS.map((_, label) => validateLabel(label, sha256, trials)),
    outOfDistribution: validateDistribution(trials),
  });
  const files = { modelFile: join(folder, card.file), cardFile: join(folder, 'card.yaml') };
  writeFileSync(files.modelFile, model);
  writeCard(files.cardFile, card);
  dropCheckpoint(folder);
  return { card, ...files, losses: state.losses };
}

/** What the model says of phantoms that it has not seen: as many of the sites learnt from as of the one that joins. */
async function trial(
  model: Uint8Array,
  { seed, images }: DemonstrationRecipe,
  first: number,
  { signal, progress }: DemonstrationHooks,
): Promise<readonly Answer[]> {
  const count = Math.ceil(images * TRIAL_SHARE);
  progress?.(`asking it of ${2 * count} phantoms that it has not seen`);
  const learnt = await drawDataSet({ seed, first, count }, signal);
  const joining = await drawDataSet({ seed, first: first + count, count, site: JOINING_SITE }, signal);
  return [...(await answersOf(model, learnt, signal)), ...(await answersOf(model, joining, signal))];
}

/** Goes on from where a training in the folder was stopped; what was learnt to the end is not learnt again. */
async function learn(
  recipe: DemonstrationRecipe,
  folder: string,
  { signal, progress }: DemonstrationHooks,
): Promise<TrainingState> {
  const reached = readCheckpoint(folder, recipe) ?? firstState(recipe.seed);
  if (reached.epoch >= recipe.epochs) return reached;
  progress?.(`drawing ${recipe.images} phantoms`);
  const learnt = await drawDataSet({ seed: recipe.seed, first: 0, count: recipe.images }, signal);
  return train(learnt, recipe, reached, {
    ...(signal && { signal }),
    onStep: ({ epoch, step, loss }) => {
      if (step % 20 === 0)
        progress?.(`epoch ${epoch + 1} of ${recipe.epochs}, step ${step}: loss ${loss.toFixed(4)}`);
    },
    onEpoch: (state) => keepCheckpoint(folder, recipe, state),
  });
}
