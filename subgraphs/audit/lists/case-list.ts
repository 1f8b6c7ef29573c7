import { parsePersonKey } from '../../../identifiers/person-key.ts';

/** What the numbers of a list are of: people, or whatever the cases of an audit are told apart by. */
export const LIST_KINDS = ['PERSON', 'CASE'] as const;
export type ListKind = (typeof LIST_KINDS)[number];

export interface ListEntry {
  /** Of the file that the list came from, as a spreadsheet counts. */
  readonly row: number;
  /** The canonical key of a person, or a case number. */
  readonly key: string;
}

const CASE_NUMBER = /^[A-Za-z0-9-]{1,40}$/u;

/** Whether a key has the form that a list of this kind holds. */
export function isListKey(kind: ListKind, key: string): boolean {
  return kind === 'PERSON' ? parsePersonKey(key) !== null : CASE_NUMBER.test(key);
}
