import type { Estimate } from './intervals.ts';
import { DEMONSTRATION, type LabelCard, type ModelCard } from './model-card.ts';

/** A card as a person reads it, first what the model can not do. */
export function cardLines(card: ModelCard, language: 'en' | 'zh'): readonly string[] {
  const words = WORDS[language];
  const { limits } = card;
  const weak = card.labels.flatMap(({ title, weakness }) =>
    weakness === null ? [] : [`  ${title[language]}${words.colon}${weakness[language]}`],
  );
  const all = (values: readonly string[]): string => values.join(', ');
  return [
    `${card.title[language]} (${card.name} ${card.version}, ${card.sha256.slice(0, 12)})`,
    card.certificate.status === 'registered'
      ? `${card.certificate.authority} ${card.certificate.number} (${card.certificate.class})`
      : DEMONSTRATION[language],
    card.intendedUse[language],
    words.limits,
    ...card.limitations.map((one) => `  ${one[language]}`),
    ...weak,
    `  ${all(limits.modalities)}; ${all(limits.views)}; ${all(limits.bodyParts)}; ${limits.ageYears.from}–${limits.ageYears.to} ${words.years}; ${limits.fieldMm.from}–${limits.fieldMm.to} mm`,
    words.figures,
    ...card.labels.flatMap((label) => labelLines(label, language)),
  ];
}

function labelLines(label: LabelCard, language: 'en' | 'zh'): readonly string[] {
  return label.metrics.map(({ site, sex, age, images, positives, auc, sensitivity, specificity }) => {
    const group = [site, sex, age].filter((one) => one !== null).join(' ');
    const stage = WORDS[language][label.stages[site] ?? 'silent'];
    const own = sex === null && age === null ? `  ${stage}` : '';
    return `  ${label.title[language]}  ${group} (${positives}/${images})  AUC ${shown(auc)}  ${WORDS[language].sensitivity} ${shown(sensitivity)}  ${WORDS[language].specificity} ${shown(specificity)}${own}`;
  });
}

function shown({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

const WORDS = {
  en: {
    limits: 'What it can not do, and what it is for:',
    figures: 'Figures by site, sex and age, with intervals of 95 %:',
    years: 'years',
    colon: ': ',
    sensitivity: 'sensitivity',
    specificity: 'specificity',
    silent: 'silent',
    assistive: 'assistive',
  },
  zh: {
    limits: '局限与适用范围：',
    figures: '按站点、性别和年龄的指标（95% 置信区间）：',
    years: '岁',
    colon: '：',
    sensitivity: '敏感度',
    specificity: '特异度',
    silent: '静默',
    assistive: '辅助',
  },
} as const;
