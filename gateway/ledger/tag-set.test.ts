import { createHash, createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SubjectTags } from './subject-tags.ts';
import { tagSetOf } from './tag-set.ts';
import { tagsOf } from './testing/tags-of.ts';

const key = createSecretKey(Buffer.alloc(32, 3));
const people = Array.from({ length: 5_000 }, (_, number) => `RID:2399${number}`);
const sorted = Buffer.concat(tagsOf(people, key));

test('a set is named by what its tags hash to in ascending order, whatever order they came in', () => {
  for (const order of [people, people.toReversed()]) {
    const tags = new SubjectTags(key);
    for (const person of order) tags.add(Buffer.from(person));
    const set = tagSetOf(tags.all());
    expect(set.tags.equals(sorted)).toBe(true);
    expect(set.name).toEqual({
      commitment: createHash('sha256').update(sorted).digest('hex'),
      count: people.length,
    });
  }
});

test('tags that begin alike are in order too', () => {
  const alike = [3, 1, 2].map((last) => Buffer.concat([Buffer.alloc(31, 7), Buffer.from([last])]));
  const { tags } = tagSetOf(Buffer.concat(alike));
  expect([tags[31], tags[63], tags[95]]).toEqual([1, 2, 3]);
  expect(tagSetOf(Buffer.alloc(0)).name.count).toBe(0);
});
