import type { Reader } from './explain.ts';
import { heldScore } from './judge-pair.ts';
import type { TermName } from './score-term.ts';
import type { Suggestion } from './suggestion.ts';
import { normalised, SHIPPED_WEIGHTS, type ScoreWeights } from './weights.ts';

/** The one term that rests on what somebody said no to. */
const CONFIDENTIAL = 'UNLIKE_DECLINED' satisfies TermName;

/** What an index scores with whose sums and order others are told: its scores are what `asTold` says to them. */
export const WEIGHTS_FOR_OTHERS = weightsFor(SHIPPED_WEIGHTS, 'OTHERS');

/**
 * A suggestion as a reader may know it: what somebody said no to is told to that person alone. To others the score is that of
 * the other terms. WHY the weights too: from a score and all its other terms the one that is left out could be reckoned.
 */
export function asTold(suggestion: Suggestion, reader: Reader): Suggestion {
  if (reader === 'JOBSEEKER') return suggestion;
  const told = suggestion.terms.filter(({ name }) => name !== CONFIDENTIAL);
  const whole = told.reduce((sum, { weight }) => sum + weight, 0);
  const terms = told.map((term) => ({ ...term, weight: term.weight / whole }));
  return {
    ...suggestion,
    terms,
    score: heldScore(terms.reduce((sum, { weight, value }) => sum + weight * value, 0)),
  };
}

/**
 * By which weights a reader is told scores. WHY pairs are looked for by them, too: who is among the first so many, and in which
 * order, would tell what was left out.
 */
export function weightsFor(weights: ScoreWeights, reader: Reader): ScoreWeights {
  return reader === 'JOBSEEKER' ? weights : normalised({ ...weights, [CONFIDENTIAL]: 0 });
}
