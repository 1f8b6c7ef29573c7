import { resolve } from 'node:path';
import { cardLines } from '../../../subgraphs/imaging/models/card-lines.ts';
import { openRegistry, SHIPPED_MODELS } from '../../../subgraphs/imaging/models/model-registry.ts';
import { textOption, type CommandInput } from '../../command.ts';

/** Prints the card of every model, and of those that are refused what speaks against them. */
export async function models({ values, output }: CommandInput): Promise<number> {
  const more = textOption(values, 'models');
  const folders = more === undefined ? [SHIPPED_MODELS] : [SHIPPED_MODELS, resolve(more)];
  const display = values['clinical'] === true ? 'clinical' : 'demonstration';
  const registry = await openRegistry(folders, { display, today: new Date() });
  const language = values['chinese'] === true ? 'zh' : 'en';
  output.answer({ models: registry.models.map(({ card }) => card), refused: registry.refused }, [
    ...registry.models.flatMap(({ card }) => [...cardLines(card, language), '']),
    ...registry.refused.flatMap(({ folder, refusals }) => [
      `${folder} is refused:`,
      ...refusals.map(({ check, detail }) => `  ${check}: ${detail}`),
    ]),
  ]);
  return registry.refused.length === 0 ? 0 : 1;
}
