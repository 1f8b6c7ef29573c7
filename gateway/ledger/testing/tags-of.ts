import { createHmac, type KeyObject } from 'node:crypto';

/** The tags of people as agencies make them, sorted. */
export function tagsOf(people: readonly string[], key: KeyObject): readonly Buffer[] {
  return people
    .map((person) => createHmac('sha256', key).update(person).digest())
    .sort((one, other) => Buffer.compare(one, other));
}
