import type { Estimate } from './intervals.ts';
import { DEMONSTRATION, type LabelCard, type ModelCard } from './model-card.ts';
import { silenceOf } from './silence.ts';

/** A card as a person reads it, first what the model can not do. */
export function cardLines(
  card: ModelCard,
  language: 'en' | 'zh',
  today: Date = new Date(),
): readonly string[] {
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
    words.stages,
    ...card.labels.flatMap((label) => stageLines(card, label, { language, today })),
    words.figures,
    ...card.labels.flatMap((label) => labelLines(label, language)),
  ];
}

/** At which sites a label speaks, and why it does not at the others. */
function stageLines(
  card: ModelCard,
  label: LabelCard,
  { language, today }: { readonly language: 'en' | 'zh'; readonly today: Date },
): readonly string[] {
  const words = WORDS[language];
  const sites = Object.keys(label.stages).map((site): readonly [string, string] => {
    const silence = silenceOf(card, label, { site, today });
    return [site, silence === null ? words.assistive : `${words.silent}${words.colon}${silence[language]}`];
  });
  // Sites of which the same is to be said share a line.
  const groups = [...new Set(sites.map(([, said]) => said))].map((said) => ({
    said,
    where: sites.filter(([, one]) => one === said).map(([site]) => site),
  }));
  if (groups.length === 0) return [`  ${label.title[language]}  ${words.silent}`];
  return groups.map(({ said, where }) => `  ${label.title[language]}  ${where.join(', ')}  ${said}`);
}

function labelLines(label: LabelCard, language: 'en' | 'zh'): readonly string[] {
  return label.metrics.map(({ site, sex, age, images, positives, auc, sensitivity, specificity }) => {
    const group = [site, sex, age].filter((one) => one !== null).join(' ');
    return `  ${label.title[language]}  ${group} (${positives}/${images})  AUC ${shown(auc)}  ${WORDS[language].sensitivity} ${shown(sensitivity)}  ${WORDS[language].specificity} ${shown(specificity)}`;
  });
}

function shown({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

const WORDS = {
  en: {
    limits: 'What it can not do, and what it is for:',
    stages: 'Where it speaks:',
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
    stages: '各站点的阶段：',
    figures: '按站点、性别和年龄的指标（95% 置信区间）：',
    years: '岁',
    colon: '：',
    sensitivity: '敏感度',
    specificity: '特异度',
    silent: '静默',
    assistive: '辅助',
  },
} as const;
