import { resolve } from 'node:path';
import {
  BATCH,
  DEFAULT_RECIPE,
  trainDemonstration,
  type TrainedDemonstration,
} from '../../../subgraphs/imaging/training/train-demonstration.ts';
import { numberOption, textOption, UsageError, type CommandInput } from '../../command.ts';

const STOPPED = 130;

/** Trains the demonstration model anew. Ctrl-C stops it; the same command goes on after the last whole epoch. */
export async function train({ values, output }: CommandInput): Promise<number> {
  const recipe = {
    seed: numberOption(values, 'seed', { from: 0, to: 4_294_967_295 }) ?? DEFAULT_RECIPE.seed,
    epochs: numberOption(values, 'epochs', { from: 1, to: 1_000 }) ?? DEFAULT_RECIPE.epochs,
    images: numberOption(values, 'images', { from: BATCH, to: 50_000 }) ?? DEFAULT_RECIPE.images,
  };
  if (recipe.images % BATCH !== 0) throw new UsageError(`\`--images\` takes a multiple of ${BATCH}`);
  const folder = resolve(textOption(values, 'out') ?? '.sluice-model');
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const startedAt = performance.now();
    const trained = await trainDemonstration(recipe, folder, {
      signal: stop.signal,
      progress: (line) => output.progress(line),
    });
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    output.answer({ ...recipe, seconds, ...answerOf(trained) }, [...linesOf(trained), `${seconds} s`]);
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    output.answer({ stopped: true, folder }, [`stopped; the same command goes on from what is in ${folder}`]);
    return STOPPED;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function answerOf({ card, modelFile, cardFile, losses }: TrainedDemonstration): object {
  const labels = card.labels.map(({ name, metrics, stages }) => ({
    name,
    stages,
    sites: metrics
      .filter(({ sex, age }) => sex === null && age === null)
      .map(({ site, auc }) => ({ site, auc })),
  }));
  return { sha256: card.sha256, modelFile, cardFile, losses, labels };
}

function linesOf({ card, modelFile, cardFile }: TrainedDemonstration): readonly string[] {
  const everybody = card.labels.flatMap(({ name, metrics, stages }) =>
    metrics
      .filter(({ sex, age }) => sex === null && age === null)
      .map(({ site, auc, sensitivity, specificity }) =>
        [
          name.padEnd(14),
          site,
          `AUC ${auc.value.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`,
          `sensitivity ${sensitivity.value.toFixed(2)}`,
          `specificity ${specificity.value.toFixed(2)}`,
          stages[site] ?? 'silent',
        ].join('  '),
      ),
  );
  return [...everybody, modelFile, cardFile];
}
