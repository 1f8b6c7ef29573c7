import { createHmac } from 'node:crypto';
import type { EntityKey } from '../../../stream/change-event.ts';

const BYTES = 16;

/** What stands for an entity in the tables of a reader of changes: without the key of the hub it says nothing of anybody. */
export type TagOf = (entity: EntityKey) => Buffer;

/**
 * @param key 32 bytes
 * @param reader whose tables they are in: two readers know an entity by different tags, so that their tables can not be joined
 */
export function entityTags(key: Uint8Array, reader: string): TagOf {
  return ({ type, key: value }) =>
    createHmac('sha256', key).update(`${reader}\0${type}\0${value}`).digest().subarray(0, BYTES);
}
