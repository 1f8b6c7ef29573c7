import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GateUse } from './gate.ts';
import { CARD_FILE, loadModel, type LoadedModel } from './load-model.ts';
import { ModelRefused, type Refusal } from './refusal.ts';

export interface ModelRegistry {
  readonly models: readonly LoadedModel[];
  /** Folders whose model may not be used, and everything that speaks against it. */
  readonly refused: readonly { readonly folder: string; readonly refusals: readonly Refusal[] }[];
}

/**
 * Every model below some folders: each folder with a `card.yaml` is one. A further disease is a further folder; nothing
 * names it in code. One that is refused keeps no other from being used.
 */
export async function openRegistry(folders: readonly string[], use: GateUse): Promise<ModelRegistry> {
  const models: LoadedModel[] = [];
  const refused: { folder: string; refusals: readonly Refusal[] }[] = [];
  for (const folder of folders.flatMap(modelFolders))
    try {
      models.push(await loadModel(folder, use));
    } catch (error) {
      if (!(error instanceof ModelRefused)) throw error;
      refused.push({ folder, refusals: error.refusals });
    }
  return { models, refused };
}

function modelFolders(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((one) => existsSync(join(one, CARD_FILE)));
}
