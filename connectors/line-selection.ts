import type { Ordering, Predicate } from './contract.ts';

/**
 * Records to be read at once, however many they are, as lines of PostgreSQL's COPY text: columns parted by tabs, a line
 * feed after each record, `\N` for null, backslash escapes, booleans `t` and `f`, days and months as in `SourceValue`,
 * instants RFC 3339 in UTC, numbers in digits.
 */
export interface LineSelection {
  readonly relation: string;
  /** At least one; what a line holds, in this order. */
  readonly columns: readonly LineColumn[];
  /** What every record satisfies that is considered at all. */
  readonly where: Predicate;
  /** How records are found by a key; null where they are read without one. */
  readonly keyed: KeyedLines | null;
  /**
   * Which of the records found are told of. Apart from `where` because of several records of a key the first is chosen
   * before this is asked.
   */
  readonly shown: Predicate;
  /** With it only records of those keys are told of that come to so much, and each different line comes once. */
  readonly having: LineHaving | null;
}

export type LineColumn =
  /** The key by which the record was found. */
  | { readonly kind: 'key' }
  | {
      readonly kind: 'column';
      readonly column: string;
      /** Put before the value; null stays null. */
      readonly prefix?: string;
    };

/** Keys are compared with columns as the column's type has it. Null is nobody's key. */
export interface KeyedLines {
  /**
   * Columns that may hold the key, at least one, each with what records found by it satisfy. A record comes once for
   * each different key, though several of its columns hold it.
   */
  readonly by: readonly { readonly column: string; readonly where: Predicate }[];
  /** The keys that are asked for, in any order and as often as they come; null for all. */
  readonly keys: KeyBlock | null;
  /** Only keys that a record of another relation holds, one that satisfies its own condition; null for all. */
  readonly among: { readonly relation: string; readonly column: string; readonly where: Predicate } | null;
  /** Of all records of a key only the first in this order; null for all of them. */
  readonly firstBy: readonly Ordering[] | null;
}

/** Many keys, as they travel. */
export interface KeyBlock {
  readonly count: number;
  /** UTF-8, parted by line feeds, none after the last. */
  readonly bytes: Uint8Array;
}

/** A bound that the records of a key reach together; nulls add nothing, and a sum of nothing reaches no bound. */
export interface LineHaving {
  readonly measure: 'count' | 'sum';
  /** A column of numbers; null for `count`. */
  readonly column: string | null;
  readonly op: '>' | '>=';
  readonly value: number;
}
