import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cohortFigures, withFigures } from '../../../../subgraphs/imaging/cohort/cohort-figures.ts';
import { readModelCard } from '../../../../subgraphs/imaging/models/read-model-card.ts';
import { writeCard } from '../../../../subgraphs/imaging/models/write-card.ts';
import { numberOption, requiredText, textOption, type CommandInput } from '../../../command.ts';
import { withImagingWork } from '../../../imaging/with-imaging-work.ts';

/** Measures a model by what readers saw; with `--out` writes its card with these figures, which the gate then judges. */
export async function figures({ values, state, output }: CommandInput, name: string): Promise<number> {
  const card = readModelCard(readFileSync(resolve(requiredText(values, 'card')), 'utf8'));
  const aim = (numberOption(values, 'aim', { from: 50, to: 100 }) ?? 95) / 100;
  const found = await withImagingWork(state, (client) => cohortFigures(client, name, card, aim));
  const out = textOption(values, 'out');
  if (out !== undefined) writeCard(resolve(out), withFigures(card, found));
  output.answer({ name, model: card.name, sha256: card.sha256, ...found }, [
    `${card.name} ${card.version}: ${found.images} images measured, ${found.abstained} abstained, ${found.unasked} not asked`,
    ...found.labels.flatMap(({ name: label, kappa, metrics }) =>
      metrics
        .filter(({ sex, age }) => sex === null && age === null)
        .map(({ site, images, positives, auc, sensitivity, specificity }) =>
          [
            label.padEnd(16),
            site,
            `${positives} of ${images}`,
            `AUC ${auc.value.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`,
            `sensitivity ${sensitivity.value.toFixed(2)}`,
            `specificity ${specificity.value.toFixed(2)}`,
            `kappa ${kappa === null ? '–' : kappa.toFixed(2)}`,
          ].join('  '),
        ),
    ),
  ]);
  return 0;
}
