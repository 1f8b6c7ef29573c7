import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { siteRefusals, type GateUse } from '../models/gate.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { LabelCard, ModelCard, Stage, Words } from '../models/model-card.ts';
import { subgroupGap } from '../models/subgroup-gap.ts';
import type { HospitalEntry, HospitalTier } from './hospital-entry.ts';

/** A site, and the tier of the hospital that has it; null where no hospital does. */
export interface TieredSite {
  readonly site: string;
  readonly tier: HospitalTier | null;
}

/**
 * The models as they may speak now: every label silent at the sites where something stands against it, whatever its card
 * says. Silent it is computed and compared, and may be validated. WHY asked for each image and not once: certificates and
 * waivers end while a hub runs.
 */
export function heedTiers(
  models: readonly LoadedModel[],
  hospitals: readonly Pick<HospitalEntry, 'tier' | 'site'>[],
  use: GateUse,
): readonly LoadedModel[] {
  const tiers = new Map(hospitals.map(({ site, tier }) => [site, tier]));
  const stageAt = (card: ModelCard, label: LabelCard, site: string, stage: Stage): Stage =>
    silencedAt(card, label, { site, tier: tiers.get(site) ?? null }, use) === null ? stage : 'silent';
  return models.map((model) => {
    const labels = model.card.labels.map((label) => ({
      ...label,
      stages: Object.fromEntries(
        Object.entries(label.stages).map(([site, stage]) => [site, stageAt(model.card, label, site, stage)]),
      ),
    }));
    return { ...model, card: { ...model.card, labels } };
  });
}

/** What stands against a label at a site beside its stage there; null where nothing does. */
export function silencedAt(
  card: ModelCard,
  label: LabelCard,
  { site, tier }: TieredSite,
  { display, today }: GateUse,
): Words | null {
  const isCare = display === 'clinical' || tier === 'secondary' || tier === 'tertiary';
  if (isCare && !isCertified(card, today)) return { en: 'no valid certificate', zh: '无有效注册证' };
  if (siteRefusals(card, label, site, { today }).length > 0)
    return { en: 'its figures of the site do not suffice any more', zh: '该站点的指标已不再满足要求' };
  if (tier !== 'secondary') return null;
  if (label.weakness !== null)
    return {
      en: 'its card calls it weak, and the hospital is secondary',
      zh: '卡片标明为弱项，且为二级医院',
    };
  const metrics = label.metrics.filter((metric) => metric.site === site);
  return subgroupGap(metrics) <= card.subgroupGap
    ? null
    : {
        en: 'a gap between groups is waived, and the hospital is secondary',
        zh: '组间差异系豁免，且为二级医院',
      };
}

function isCertified({ certificate }: ModelCard, today: Date): boolean {
  return certificate.status === 'registered' && certificate.validUntil >= dayInChina(today);
}
