import MiniSearch from 'minisearch';
import type { WordDocument, WordSearch } from './word-search.ts';

/** A space stands in no word: our words pass through its tokeniser as they are. */
const SEPARATOR = ' ';

/** MiniSearch (BM25+) over the same words. */
export function inProcessSearch(documents: Iterable<WordDocument>): WordSearch {
  const index = new MiniSearch<{ readonly id: string; readonly words: string }>({
    fields: ['words'],
    tokenize: (text) => text.split(SEPARATOR),
    processTerm: (word) => word,
  });
  for (const { id, words } of documents) index.add({ id, words: words.join(SEPARATOR) });
  return {
    search: (words, k) =>
      Promise.resolve(
        index
          .search(words.join(SEPARATOR))
          .slice(0, k)
          .map(({ id }) => id as string),
      ),
    close: () => Promise.resolve(),
  };
}
