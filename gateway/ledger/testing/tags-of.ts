import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { TagSet } from '../tag-set.ts';

/** The tags of people as agencies make them, sorted. */
export function tagsOf(people: readonly string[], key: KeyObject): readonly Buffer[] {
  return people
    .map((person) => createHmac('sha256', key).update(person).digest())
    .sort((one, other) => Buffer.compare(one, other));
}

/** The set of them. */
export function setOfPeople(people: readonly string[], key: KeyObject): TagSet {
  const tags = Buffer.concat(tagsOf(people, key));
  const commitment = createHash('sha256').update(tags).digest('hex');
  return { name: { commitment, count: people.length }, tags };
}
