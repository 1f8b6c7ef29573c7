import { ID_KINDS, parsePersonKey } from '../../../identifiers/person-key.ts';
import { isListKey } from '../lists/case-list.ts';

/** Of what the keys of a job are. */
export const KEY_KINDS = ['PERSON', 'FAMILY'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Why a key is none; the meanings stand in the graph, `EligibilityKeyFault`. */
export type KeyFault = 'UNKNOWN_KIND' | 'UNSOUND';

/** What is wrong with a key, by its form alone: whether there is such a person nobody is asked. Null: nothing. */
export function faultOf(kind: KeyKind, key: string): KeyFault | null {
  if (kind === 'FAMILY') return isListKey('CASE', key) ? null : 'UNSOUND';
  if (parsePersonKey(key) !== null) return null;
  const prefix = key.slice(0, Math.max(key.indexOf(':'), 0));
  return (ID_KINDS as readonly string[]).includes(prefix) ? 'UNSOUND' : 'UNKNOWN_KIND';
}
