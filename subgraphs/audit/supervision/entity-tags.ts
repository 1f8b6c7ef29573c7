import { createHmac } from 'node:crypto';
import type { EntityKey } from '../../../stream/change-event.ts';

const BYTES = 16;

/** What stands for an entity in the tables of supervision: without the key of the hub it says nothing of anybody. */
export type TagOf = (entity: EntityKey) => Buffer;

/** @param key 32 bytes */
export function entityTags(key: Uint8Array): TagOf {
  return ({ type, key: value }) =>
    createHmac('sha256', key).update(`supervision\0${type}\0${value}`).digest().subarray(0, BYTES);
}
