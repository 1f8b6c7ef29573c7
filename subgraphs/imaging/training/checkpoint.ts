import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Adam } from './adam.ts';
import { sizeOf, PARAMETERS, type Parameters } from './network.ts';
import type { Recipe, TrainingState } from './train.ts';

/** What a stopped training left in its folder; `Map`s of typed arrays outlive `serialize`. */
interface Checkpoint {
  readonly recipe: Recipe & { readonly images: number };
  readonly epoch: number;
  readonly losses: readonly number[];
  readonly steps: number;
  readonly parameters: Parameters;
  readonly first: Parameters;
  readonly second: Parameters;
}

const FILE = 'checkpoint.bin';

export function keepCheckpoint(
  folder: string,
  recipe: Checkpoint['recipe'],
  { epoch, losses, adam }: TrainingState,
): void {
  const { parameters, first, second, steps } = adam;
  const checkpoint: Checkpoint = { recipe, epoch, losses, steps, parameters, first, second };
  // Renamed when whole, so that a stop while it is written leaves the one before.
  const file = join(folder, FILE);
  writeFileSync(`${file}.new`, serialize(checkpoint));
  renameSync(`${file}.new`, file);
}

/** Where a training of the same recipe was stopped; null where there was none. */
export function readCheckpoint(folder: string, recipe: Checkpoint['recipe']): TrainingState | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  const { epoch, losses, steps, ...kept } = deserialize(readFileSync(file)) as Checkpoint;
  if (JSON.stringify(kept.recipe) !== JSON.stringify(recipe)) return null;
  if (PARAMETERS.some(({ name, shape }) => kept.parameters.get(name)?.length !== sizeOf(shape))) return null;
  return {
    epoch,
    losses,
    adam: new Adam(kept.parameters, { first: kept.first, second: kept.second, steps }),
  };
}

export function dropCheckpoint(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}
