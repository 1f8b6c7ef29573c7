import type { Metric } from './model-card.ts';

/** Groups with fewer images of either kind say nothing: their AUC moves by more than any gap worth asking about. */
const FEWEST = 20;

/** How far the AUCs of men and women, young and old (and of both together) lie apart at one site. */
export function subgroupGap(metrics: readonly Metric[]): number {
  const values = metrics
    .filter(({ sex, age }) => sex !== null || age !== null)
    .filter(({ images, positives }) => positives >= FEWEST && images - positives >= FEWEST)
    .map(({ auc }) => auc.value);
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}
