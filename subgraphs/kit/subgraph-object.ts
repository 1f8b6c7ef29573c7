import type { SourceRow, SourceValue } from '../../connectors/contract.ts';

/** What resolvers hand to each other: an object of a mapped type. */
export interface SubgraphObject {
  readonly __typename: string;
  /** Columns of its row, or key fields of a stub. */
  readonly values: SourceRow;
  /** False for an entity of which only the key is known yet; its row is read when a field asks for more. */
  readonly isWhole: boolean;
}

/** By which columns rows of a type are found; made once, and told from others by its identity. */
export interface Join {
  readonly type: string;
  readonly columns: readonly string[];
  /** Columns that are read besides those of granted fields, for the kit's own use: no value of them leaves it. */
  readonly also?: readonly string[];
  /** An entity without rows here whose row filters hold for what is found through it. */
  readonly under?: Under;
}

/** What rows are reached through, where its own row filters can be tested on those rows only. */
export interface Under {
  readonly type: string;
  /** Column of the rows that names whom the entity is about; absent where that is whom the rows are about. */
  readonly subjectColumn?: string;
}

/**
 * The values of some columns, as a key that compares equal where they do. Null where one is null: null joins nothing.
 */
export function joinKeyOf(values: SourceRow, columns: readonly string[]): JoinKey | null {
  const key: SourceValue[] = [];
  for (const column of columns) {
    const value = values[column];
    if (value === null || value === undefined) return null;
    key.push(value);
  }
  return key;
}

export type JoinKey = readonly SourceValue[];

/** Numbers and their digits are one key: a source may give either (see `bigint` of the connectors). */
export function joinKeyText(key: JoinKey): string {
  return key.length === 1 ? String(key[0]) : JSON.stringify(key.map(String));
}
