import { createHash } from 'node:crypto';
import { conflictRows, groupRows, pictureRows } from './picture-rows.ts';
import type { ReadPerson } from './repository-store.ts';

/** Tells one picture, and what it was read by, from another: what is as it was kept last need not be compared row by row. */
export function digestOf({ concluded, tags }: ReadPerson): Buffer {
  const picture = concluded?.picture ?? null;
  const kept =
    picture === null ? null : [pictureRows(picture, ''), groupRows(picture, ''), conflictRows(picture, '')];
  const cameBy = tags.map((tag) => tag.toString('base64')).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([kept, cameBy]))
    .digest();
}
