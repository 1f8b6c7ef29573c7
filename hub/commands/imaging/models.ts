import { resolve } from 'node:path';
import { cardLines } from '../../../subgraphs/imaging/models/card-lines.ts';
import { openRegistry } from '../../../subgraphs/imaging/models/model-registry.ts';
import { textOption, type CommandInput } from '../../command.ts';
import { labelsAtHospitals, modelsInUse, type LabelAtHospital } from '../../imaging/models-in-use.ts';

const WORDS = {
  en: { assistive: 'assistive', silent: 'silent: ', at: 'In the hospitals of this hub' },
  zh: { assistive: '辅助', silent: '静默：', at: '本平台各医院' },
} as const;

/** Prints the card of every model that the hub uses, what its labels are in its hospitals, and what is refused and why. */
export async function models({ state, values, output }: CommandInput): Promise<number> {
  const inUse = modelsInUse(state);
  const more = textOption(values, 'models');
  const folders = more === undefined ? inUse.folders : [...inUse.folders, resolve(more)];
  const use = values['clinical'] === true ? ({ ...inUse.use, display: 'clinical' } as const) : inUse.use;
  const registry = await openRegistry(folders, use);
  const language = values['chinese'] === true ? 'zh' : 'en';
  const cards = registry.models.map(({ card }) => card);
  const atHospitals = labelsAtHospitals(cards, { ...inUse, use });
  output.answer({ models: cards, refused: registry.refused, atHospitals }, [
    ...cards.flatMap((card) => [...cardLines(card, language), '']),
    ...hospitalLines(atHospitals, language),
    ...registry.refused.flatMap(({ folder, refusals }) => [
      `${folder} is refused:`,
      ...refusals.map(({ check, detail }) => `  ${check}: ${detail}`),
    ]),
  ]);
  return registry.refused.length === 0 ? 0 : 1;
}

function hospitalLines(all: readonly LabelAtHospital[], language: 'en' | 'zh'): readonly string[] {
  if (all.length === 0) return [];
  const words = WORDS[language];
  return [
    words.at,
    ...all.map(({ hospital, model, label, silentBecause }) => {
      const stage = silentBecause === null ? words.assistive : words.silent + silentBecause[language];
      return `  ${hospital}  ${model} ${label}  ${stage}`;
    }),
    '',
  ];
}
