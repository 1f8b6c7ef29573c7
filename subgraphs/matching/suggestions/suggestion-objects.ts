import { entityObject } from '../../kit/field-resolver.ts';
import type { Words } from '../occupations/words.ts';
import type { RankedSuggestion } from '../fairness/rerank-suggestions.ts';
import { asTold } from '../score/as-told.ts';
import { explain, explainObstacles, type Explanation, type Reader } from '../score/explain.ts';
import type { Refusal, Suggestion } from '../score/suggestion.ts';
import { matchingMapping } from '../serve/matching-mapping.ts';

const SCALE = 10_000;

/** What a suggestion is told with, beside itself. */
export interface Telling {
  readonly reader: Reader;
  /** What is said beside every one; null for nothing. */
  readonly caveat: Words | null;
}

/** A vacancy for somebody, as the graph shows it; what is told of it is the reader's to know (`asTold`). */
export function vacancySuggestion(suggestion: Suggestion, telling: Telling) {
  const { vacancyId } = suggestion;
  return {
    vacancy: entityObject(matchingMapping, 'Vacancy', { vacancyId }),
    ...scoreOf(suggestion),
    ...wordsOf(suggestion, telling),
  };
}

/** Somebody for a vacancy: that nothing stands in the way, and not what might have. */
export function candidateSuggestion(
  { suggestion, rankByScore, moved }: RankedSuggestion<Suggestion>,
  caveat: Words | null,
) {
  const { explanation, explanationChinese } = wordsOf(suggestion, { reader: 'OTHERS', caveat });
  return {
    person: entityObject(matchingMapping, 'Person', { id: suggestion.personKey }),
    // INVARIANT: a pair whose hard constraints do not all hold is no suggestion.
    accommodationPossible: true,
    rankByScore,
    moved: moved?.en ?? null,
    movedChinese: moved?.zh ?? null,
    ...scoreOf(suggestion),
    explanation,
    explanationChinese,
  };
}

export function vacancyJudgement(found: Suggestion | Refusal, telling: Telling) {
  const isPossible = found.kind === 'SUGGESTION';
  const judged = isPossible ? asTold(found, telling.reader) : found;
  return {
    isPossible,
    ...(judged.kind === 'SUGGESTION' ? scoreOf(judged) : { score: null, terms: [] }),
    ...wordsOf(judged, telling),
  };
}

/** The judgement of somebody who is matched with nothing for now, whatever the vacancy. */
export function unmatchedJudgement(why: readonly Words[], caveat: Words | null) {
  return { isPossible: false, score: null, terms: [], ...told(explainObstacles(why), caveat) };
}

function scoreOf({ score, terms }: Suggestion) {
  return {
    score: rounded(score),
    terms: terms.map(({ name, weight, value }) => ({ name, weight: rounded(weight), value: rounded(value) })),
  };
}

function wordsOf(judged: Suggestion | Refusal, { reader, caveat }: Telling) {
  return told(explain(judged, reader), caveat);
}

function told({ en, zh, wouldChange }: Explanation, caveat: Words | null) {
  return {
    explanation: caveat === null ? en : `${en} ${caveat.en}`,
    explanationChinese: caveat === null ? zh : `${zh}${caveat.zh}`,
    wouldChange: wouldChange.map((hint) => ({ text: hint.en, textChinese: hint.zh })),
  };
}

const rounded = (share: number): number => Math.round(share * SCALE) / SCALE;
