import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { saturation } from '../text/bm25.ts';
import { tokenise } from '../text/tokenise.ts';
import type { Corpus } from './corpus.ts';
import type { TextMatch } from './terms/text-term.ts';

/** What a vacancy says, as BM25 sees it: how often which word. */
export interface VacancyText {
  readonly frequencies: ReadonlyMap<string, number>;
  /** In words, with repetitions. */
  readonly length: number;
}

/** The words of a vacancy: those of its title twice, since it is what the text is about. */
export function textOf({ title, text }: Pick<Vacancy, 'title' | 'text'>): VacancyText {
  const head = tokenise(title);
  const words = [...head, ...head, ...tokenise(text)];
  const frequencies = new Map<string, number>();
  for (const word of words) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  return { frequencies, length: words.length };
}

/** The distinct words of a jobseeker. */
export function queryOf({ text }: Pick<Jobseeker, 'text'>): ReadonlySet<string> {
  return new Set(tokenise(text));
}

/** BM25 of a vacancy's text for the words of a jobseeker, and which words make it. */
export function matchTexts(
  query: ReadonlySet<string>,
  { frequencies, length }: VacancyText,
  corpus: Corpus,
): TextMatch {
  const norm = corpus.normOf(length);
  const parts = [...query]
    .map((word) => ({
      word,
      part: corpus.wordRarity(corpus.words.find(word)) * saturation(frequencies.get(word) ?? 0, norm),
    }))
    .filter(({ part }) => part > 0)
    .sort((a, b) => b.part - a.part || (a.word < b.word ? -1 : 1));
  return {
    bm25: parts.reduce((sum, { part }) => sum + part, 0),
    words: parts.map(({ word }) => word),
    told: query.size > 0,
  };
}
