import type { TermName } from './score-term.ts';

/** What each term counts for; only how they compare matters, since a score is their weighted mean. */
export type ScoreWeights = Readonly<Record<TermName, number>>;

/** Chosen on a planted market that is not the benchmark's: `subgraphs/matching/decisions/2026-11-22-weights.md`. */
export const SHIPPED_WEIGHTS: ScoreWeights = {
  OCCUPATION: 0.48,
  SKILLS: 0.14,
  TEXT: 0.085,
  WAGE: 0.08,
  COMMUTE: 0.095,
  EMPLOYER_WISH: 0.04,
  UNLIKE_DECLINED: 0.08,
};

/** The weights with a sum of one. Throws a `RangeError` where one is negative or all are zero. */
export function normalised(weights: ScoreWeights): ScoreWeights {
  const all = Object.values(weights);
  const sum = all.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0) || all.some((weight) => weight < 0)) throw new RangeError('weights are no mixture');
  const share = (name: TermName): number => weights[name] / sum;
  return {
    OCCUPATION: share('OCCUPATION'),
    SKILLS: share('SKILLS'),
    TEXT: share('TEXT'),
    WAGE: share('WAGE'),
    COMMUTE: share('COMMUTE'),
    EMPLOYER_WISH: share('EMPLOYER_WISH'),
    UNLIKE_DECLINED: share('UNLIKE_DECLINED'),
  };
}
