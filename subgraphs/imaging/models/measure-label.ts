import type { Scored } from './calibration.ts';
import { aucEstimate, shareEstimate } from './intervals.ts';
import { bandOf, type Metric } from './model-card.ts';

/** What a model said of one label of one image, what is true, and whose image it is. */
export interface MeasuredImage extends Scored {
  readonly site: string;
  readonly sex: 'F' | 'M' | null;
  readonly ageYears: number | null;
}

/** Everybody, then each group by sex, by age and by both. */
const GROUPS: readonly Pick<Metric, 'sex' | 'age'>[] = [
  { sex: null, age: null },
  ...(['F', 'M'] as const).map((sex) => ({ sex, age: null })),
  ...(['18-64', '65+'] as const).map((age) => ({ sex: null, age })),
  ...(['F', 'M'] as const).flatMap((sex) => (['18-64', '65+'] as const).map((age) => ({ sex, age }))),
];

/** The figures of a label at one site, as a card has them: of everybody and of each group. */
export function measureLabel(
  images: readonly MeasuredImage[],
  site: string,
  threshold: number,
): readonly Metric[] {
  return GROUPS.map(({ sex, age }) => {
    const cases = images.filter(
      (one) =>
        one.site === site &&
        (sex === null || one.sex === sex) &&
        (age === null || (one.ageYears !== null && bandOf(one.ageYears) === age)),
    );
    const yes = cases.filter(({ truth }) => truth);
    const no = cases.filter(({ truth }) => !truth);
    const above = (some: readonly Scored[]): number => some.filter(({ score }) => score >= threshold).length;
    return {
      site,
      sex,
      age,
      images: cases.length,
      positives: yes.length,
      auc: aucEstimate(cases),
      sensitivity: shareEstimate(above(yes), yes.length),
      specificity: shareEstimate(no.length - above(no), no.length),
    };
  });
}

/** The greatest threshold that still finds the aimed share of those who have it. */
export function thresholdFor(cases: readonly Scored[], aim: number): number {
  const scores = cases.filter(({ truth }) => truth).map(({ score }) => score);
  const ordered = scores.sort((left, right) => left - right);
  return ordered[Math.floor((1 - aim) * ordered.length)] ?? 1;
}
