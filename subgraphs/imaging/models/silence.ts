import { siteRefusals } from './gate.ts';
import { stageOf, type LabelCard, type ModelCard, type Words } from './model-card.ts';
import type { GateCheck } from './refusal.ts';

/** Why a label is silent at a site: what the gate would say if it asked to join; null where it is assistive. */
export function silenceOf(
  card: ModelCard,
  label: LabelCard,
  { site, today }: { readonly site: string; readonly today: Date },
): Words | null {
  if (stageOf(label, site) === 'assistive') return null;
  const checks = new Set(siteRefusals(card, label, site, { today }).map(({ check }) => check));
  const reasons = [...checks].flatMap((check) => REASONS[check] ?? []);
  if (label.weakness !== null) reasons.push({ en: 'its card calls it weak', zh: '卡片标明为弱项' });
  if (reasons.length === 0) reasons.push({ en: 'its card holds it back', zh: '卡片规定保持静默' });
  return { en: reasons.map(({ en }) => en).join('; '), zh: reasons.map(({ zh }) => zh).join('；') };
}

const REASONS: Partial<Readonly<Record<GateCheck, Words>>> = {
  OPERATING_POINT_MISSING: { en: 'no threshold was found there', zh: '该站点没有阈值' },
  METRICS_MISSING: { en: 'it was not measured there', zh: '该站点没有指标' },
  AUC_BELOW_FLOOR: { en: 'its AUC does not surely reach the floor', zh: 'AUC 未能确定达到下限' },
  SUBGROUP_GAP: { en: 'sexes or ages lie too far apart', zh: '性别或年龄组之间差异过大' },
};
