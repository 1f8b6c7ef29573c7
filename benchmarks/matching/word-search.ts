/** A search by words alone that ours is compared with. */
export interface WordSearch {
  /** The ids of the `k` best, the best first; any of the words may be missing in them. */
  search(words: readonly string[], k: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What is searched: an id and the words of its text, in their order. */
export interface WordDocument {
  readonly id: string;
  readonly words: readonly string[];
}
