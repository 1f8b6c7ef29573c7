import { UNSAID, type TermValue } from './term-value.ts';

/** What two texts have in common. */
export interface TextMatch {
  /** BM25 of the vacancy's text for the words of the jobseeker's. */
  readonly bm25: number;
  /** Of both, those that count most first. */
  readonly words: readonly string[];
  /** Whether the jobseeker wrote anything. */
  readonly told: boolean;
}

/** The BM25 that is worth half the term: about one rare word that both use. */
const HALF = 8;
/** Nobody reads more. */
const SHOWN_WORDS = 6;

/** Grows with every word in common, ever less, and stays below one. */
export function textValue(bm25: number, told: boolean): number {
  return told ? bm25 / (bm25 + HALF) : UNSAID;
}

export function textTerm({ bm25, words, told }: TextMatch): TermValue {
  return {
    value: textValue(bm25, told),
    basis: { name: 'TEXT', words: shownOf(words), told },
  };
}

/** A word of one character says little to a reader: it is shown where there is no other. */
function shownOf(words: readonly string[]): readonly string[] {
  const telling = words.filter((word) => word.length > 1);
  return (telling.length > 0 ? telling : words).slice(0, SHOWN_WORDS);
}
