import type { Scored } from './calibration.ts';

/** A figure with its interval of 95 %. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959_963_985;

/** Wilson's interval of a share. */
export function shareEstimate(count: number, of: number): Estimate {
  if (of === 0) return { value: 0, low: 0, high: 1 };
  const value = count / of;
  const centre = (value + (Z * Z) / (2 * of)) / (1 + (Z * Z) / of);
  const reach = (Z / (1 + (Z * Z) / of)) * Math.sqrt((value * (1 - value)) / of + (Z * Z) / (4 * of * of));
  return { value, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/**
 * The area under the curve with DeLong's interval, on the scale of logits so that it stays below 1. Where no pair is
 * out of order DeLong has no variance; the interval is then that of as many successes as the rarer of the two counts.
 */
export function aucEstimate(cases: readonly Scored[]): Estimate {
  const yes = cases.filter(({ truth }) => truth).map(({ score }) => score);
  const no = cases.filter(({ truth }) => !truth).map(({ score }) => score);
  const fewest = Math.min(yes.length, no.length);
  if (fewest === 0) return { value: 0.5, low: 0, high: 1 };
  const ofYes = placements(yes, no);
  const ofNo = placements(no, yes).map((place) => 1 - place);
  const value = mean(ofYes);
  const variance = spread(ofYes) / yes.length + spread(ofNo) / no.length;
  if (value >= 1) return { value: 1, low: 0.025 ** (1 / fewest), high: 1 };
  if (value <= 0) return { value: 0, low: 0, high: 1 - 0.025 ** (1 / fewest) };
  const logit = Math.log(value / (1 - value));
  const reach = (Z * Math.sqrt(variance)) / (value * (1 - value));
  const back = (at: number): number => 1 / (1 + Math.exp(-at));
  return { value, low: back(logit - reach), high: back(logit + reach) };
}

/** Per score, the share of `others` below it; ties count half. */
function placements(scores: readonly number[], others: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(others).sort();
  const below = (score: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle] ?? 0;
      if (other < score || (orEqual && other === score)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return scores.map((score) => (below(score, false) + below(score, true)) / (2 * sorted.length));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1);
}
