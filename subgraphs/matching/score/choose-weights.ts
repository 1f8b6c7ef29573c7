import { meanOf, ndcgAt } from './quality.ts';
import { TERM_NAMES, type TermName } from './score-term.ts';
import { normalised, type ScoreWeights } from './weights.ts';

/** One jobseeker whose preferences are known, with every vacancy that is possible. */
export interface KnownPreferences {
  readonly pairs: readonly {
    readonly values: Readonly<Record<TermName, number>>;
    /** 0 where it is not relevant. */
    readonly grade: number;
  }[];
  /** Of all vacancies, those that are not possible by our constraints included. */
  readonly allGrades: readonly number[];
}

export interface ChosenWeights {
  readonly weights: ScoreWeights;
  /** The mean nDCG@10 that they reach on what they were chosen on. */
  readonly ndcg10: number;
}

const K = 10;
/** What one weight is multiplied by in turn. */
const FACTORS = [0.25, 0.5, 0.7, 0.85, 1.2, 1.5, 2, 4] as const;
/** A gain below this is chance. */
const LEAST_GAIN = 1e-4;

/** The mean nDCG@10 of ordering the possible pairs by these weights; null where nobody finds anything relevant. */
export function qualityOf(weights: ScoreWeights, questions: readonly KnownPreferences[]): number | null {
  return meanOf(
    questions.map(({ pairs, allGrades }) => {
      const ranked = pairs
        .map(({ values, grade }) => ({ grade, score: scoreOf(values, weights) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, K)
        .map(({ grade }) => grade);
      return ndcgAt(K, ranked, allGrades);
    }),
  );
}

/**
 * Changes one weight after the other by whatever factor helps most, until none helps: seven numbers leave nothing for a
 * cleverer search to find. Weights of `fixed` terms, of which the preferences say nothing, stay as they are.
 */
export function chooseWeights(
  questions: readonly KnownPreferences[],
  start: ScoreWeights,
  fixed: readonly TermName[],
): ChosenWeights {
  let chosen: ChosenWeights = { weights: normalised(start), ndcg10: qualityOf(start, questions) ?? 0 };
  for (;;) {
    const before = chosen.ndcg10;
    for (const name of TERM_NAMES)
      if (!fixed.includes(name))
        chosen = bestOf(FACTORS.map(changed(chosen.weights, name)), chosen, questions);
    if (chosen.ndcg10 - before < LEAST_GAIN) return chosen;
  }
}

function changed(weights: ScoreWeights, name: TermName): (factor: number) => ScoreWeights {
  return (factor) => normalised({ ...weights, [name]: weights[name] * factor });
}

function bestOf(
  candidates: readonly ScoreWeights[],
  chosen: ChosenWeights,
  questions: readonly KnownPreferences[],
): ChosenWeights {
  return candidates.reduce((best, weights) => {
    const ndcg10 = qualityOf(weights, questions) ?? 0;
    return ndcg10 > best.ndcg10 ? { weights, ndcg10 } : best;
  }, chosen);
}

function scoreOf(values: KnownPreferences['pairs'][number]['values'], weights: ScoreWeights): number {
  return TERM_NAMES.reduce((sum, name) => sum + weights[name] * values[name], 0);
}
