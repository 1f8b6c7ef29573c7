import type { Words } from '../occupations/words.ts';
import { representativeOrder, type ShownList } from './representative-order.ts';
import type { TargetDistribution } from './target-distribution.ts';

/** What a suggestion must have to be put into another order. */
export interface Rankable {
  readonly score: number;
}

export interface RankedSuggestion<S extends Rankable> {
  readonly suggestion: S;
  /** From 1. */
  readonly rank: number;
  readonly rankByScore: number;
  /** Where it stands elsewhere than its score would have it, that this is so and why; else null. */
  readonly moved: Words | null;
}

/**
 * The suggestions of one list in the order that meets the target. Suggestions exist only for pairs that violate no
 * constraint, and nothing but suggestions of the list is in what is returned: a target never brings in whom a constraint
 * kept out, and changes nobody's score. Whoever reads the list is told of each that was moved.
 *
 * @param suggestions best first
 * @param categoryOf by what the target is named; the words that are shown do not name it
 */
export function rerankSuggestions<S extends Rankable>(
  suggestions: readonly S[],
  categoryOf: (suggestion: S) => string,
  target: TargetDistribution,
  shown: ShownList,
): readonly RankedSuggestion<S>[] {
  const candidates = suggestions.map((suggestion, at) => ({
    suggestion,
    score: suggestion.score,
    category: categoryOf(suggestion),
    rankByScore: at + 1,
  }));
  return representativeOrder(candidates, target, shown).map(({ suggestion, rankByScore }, at) => ({
    suggestion,
    rank: at + 1,
    rankByScore,
    moved: rankByScore === at + 1 ? null : wordsOfMove(rankByScore, at + 1),
  }));
}

function wordsOfMove(from: number, to: number): Words {
  const up = to < from;
  return {
    en: `moved ${up ? 'up' : 'down'} from place ${from} by score to place ${to}, so that the list meets the target distribution; the score is as before`,
    zh: `为达到目标分布，由按得分的第${from}位${up ? '上移' : '下移'}至第${to}位；得分不变`,
  };
}
