import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SubjectTags } from './subject-tags.ts';
import { tagSetOf } from './tag-set.ts';
import { setOfPeople } from './testing/tags-of.ts';

const key = createSecretKey(Buffer.alloc(32, 3));
const people = Array.from({ length: 5_000 }, (_, number) => `RID:2399${number}`);
const expected = setOfPeople(people, key);

test('a set is named by what its tags hash to in ascending order, whatever order they came in', async () => {
  for (const order of [people, people.toReversed()]) {
    const tags = new SubjectTags(key);
    for (const person of order) tags.add(Buffer.from(`\t${person}\n`), 1, person.length + 1);
    const set = await tagSetOf(tags.all());
    expect(set.tags.equals(expected.tags)).toBe(true);
    expect(set.name).toEqual(expected.name);
  }
});

test('tags that begin alike are in order too', async () => {
  const alike = [3, 1, 2].map((last) => Buffer.concat([Buffer.alloc(31, 7), Buffer.from([last])]));
  const { tags } = await tagSetOf(Buffer.concat(alike));
  expect([tags[31], tags[63], tags[95]]).toEqual([1, 2, 3]);
  expect((await tagSetOf(Buffer.alloc(0))).name.count).toBe(0);
});

test('tags are taken as they came, whatever their length, from others and where they do not lie evenly', async () => {
  const longest = 'x'.repeat(128);
  const others = new SubjectTags(key);
  for (const person of ['a', 'b', 'c']) others.add(Buffer.from(person), 0, 1);
  const tags = new SubjectTags(key);
  tags.add(Buffer.from('d'), 0, 1);
  tags.append(others, 2);
  tags.add(Buffer.from(longest), 0, 128);
  tags.append(others, 0);
  const expected = setOfPeople(['a', 'c', 'd', longest], key);
  expect(await tagSetOf(tags.all())).toEqual(expected);
  const odd = Buffer.concat([Buffer.alloc(1), tags.all()]).subarray(1);
  expect(await tagSetOf(odd)).toEqual(expected);
});
