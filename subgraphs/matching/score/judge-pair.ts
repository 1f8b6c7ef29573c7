import { CONSTRAINT_NAMES, type Pair } from '../constraints/constraint.ts';
import type { MatchWorld } from '../constraints/match-world.ts';
import { violationsOf } from '../constraints/violations-of.ts';
import type { Corpus } from './corpus.ts';
import type { ScoreTerm } from './score-term.ts';
import type { Refusal, Suggestion } from './suggestion.ts';
import { commuteTerm } from './terms/commute-term.ts';
import { employerWishTerm } from './terms/employer-wish-term.ts';
import { occupationTerm } from './terms/occupation-term.ts';
import { skillsTerm } from './terms/skills-term.ts';
import type { TermValue } from './terms/term-value.ts';
import { textTerm, type TextMatch } from './terms/text-term.ts';
import { unlikeDeclinedTerm, type FindVacancy } from './terms/unlike-declined-term.ts';
import { wageTerm } from './terms/wage-term.ts';
import type { ScoreWeights } from './weights.ts';

/** What a pair is scored with. */
export interface Judgement {
  readonly world: MatchWorld;
  readonly corpus: Corpus;
  /** With a sum of one. */
  readonly weights: ScoreWeights;
  readonly find: FindVacancy;
}

/**
 * What the engine says of one pair: refused with every reason, or suggested with every term. The definition of a score; the
 * indexes compute the same faster.
 */
export function judgePair(pair: Pair, text: TextMatch, judgement: Judgement): Suggestion | Refusal {
  const { personKey } = pair.jobseeker;
  const { vacancyId } = pair.vacancy;
  const violations = violationsOf(pair, judgement.world);
  if (violations.length > 0) return { kind: 'REFUSAL', vacancyId, personKey, violations };
  const terms = termsOf(pair, text, judgement);
  return {
    kind: 'SUGGESTION',
    vacancyId,
    personKey,
    score: heldScore(terms.reduce((sum, { weight, value }) => sum + weight * value, 0)),
    terms,
    satisfied: CONSTRAINT_NAMES,
  };
}

/** Nine decimals: sums of the same terms in another order differ, and must not order pairs. */
const DECIMALS = 1e9;

/** A sum of terms as a score is held and compared. */
export function heldScore(sum: number): number {
  return Math.round(sum * DECIMALS) / DECIMALS;
}

/** The terms of a pair, whether or not it is out of the question. */
export function termsOf(
  pair: Pair,
  text: TextMatch,
  { world, corpus, weights, find }: Judgement,
): readonly ScoreTerm[] {
  const tree = world.occupationTree;
  const values: readonly TermValue[] = [
    occupationTerm(pair, tree),
    skillsTerm(pair, corpus),
    textTerm(text),
    wageTerm(pair),
    commuteTerm(pair, world),
    employerWishTerm(pair),
    unlikeDeclinedTerm(pair.jobseeker.declined, pair.vacancy, tree, find),
  ];
  return values.map(({ value, basis }) => ({
    name: basis.name,
    weight: weights[basis.name],
    value,
    basis,
  }));
}
