import type { LoadedModel } from '../models/load-model.ts';
import type { ModelCard } from '../models/model-card.ts';
import type { HospitalEntry } from './hospital-entry.ts';

/**
 * The models with every label silent at the sites of hospitals of which they may not speak: where patients are treated, in a
 * secondary or tertiary hospital, a model without a valid certificate is computed and compared, and shown to nobody.
 * Silent it may be validated there.
 */
export function heedTiers(
  models: readonly LoadedModel[],
  hospitals: readonly Pick<HospitalEntry, 'tier' | 'site'>[],
  today: Date,
): readonly LoadedModel[] {
  const treating = new Set(hospitals.filter(({ tier }) => tier !== 'demonstration').map(({ site }) => site));
  return models.map((model) =>
    isCertified(model.card, today) ? model : { ...model, card: silentAt(model.card, treating) },
  );
}

function isCertified({ certificate }: ModelCard, today: Date): boolean {
  return certificate.status === 'registered' && certificate.validUntil >= today.toISOString().slice(0, 10);
}

function silentAt(card: ModelCard, sites: ReadonlySet<string>): ModelCard {
  return {
    ...card,
    labels: card.labels.map((label) => ({
      ...label,
      stages: Object.fromEntries(
        Object.entries(label.stages).map(([site, stage]) => [site, sites.has(site) ? 'silent' : stage]),
      ),
    })),
  };
}
