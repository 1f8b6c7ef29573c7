import { createHmac } from 'node:crypto';

/**
 * Keyed tags of data subjects, as the ledger keeps them: equal for equal persons, and nothing that could be guessed
 * back by whoever lacks the key. Sorted, so that their order says nothing about rows.
 */
export function dataSubjectTags(ids: Iterable<string>, key: Uint8Array): readonly string[] {
  return [...ids].map((id) => createHmac('sha256', key).update(id).digest('base64url')).sort();
}
