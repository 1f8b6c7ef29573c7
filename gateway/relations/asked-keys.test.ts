import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SluiceError } from '../../errors/sluice-error.ts';
import { setOfPeople } from '../ledger/testing/tags-of.ts';
import { KeySets } from './asked-keys.ts';

const tagKey = createSecretKey(Buffer.alloc(32, 3));

function keySets(fails = 0) {
  const kept: string[] = [];
  let left = fails;
  const sets = new KeySets(tagKey, {
    keep: ({ name }) => {
      left -= 1;
      if (left >= 0) return Promise.reject(new SluiceError('LEDGER_UNAVAILABLE'));
      kept.push(name.commitment);
      return Promise.resolve(name);
    },
    close: () => Promise.resolve(),
  });
  return { sets, kept };
}

test('the same keys are tagged and kept once, however often they are sent, and with or without a last line feed', async () => {
  const { sets, kept } = keySets();
  const people = Array.from({ length: 3_000 }, (_, number) => `RID:${number}`);
  const lines = Buffer.from(people.join('\n'));
  const [one, two] = await Promise.all([sets.of(lines, 3_000), sets.of(Buffer.from(lines), 3_000)]);
  expect(one).toBe(two);
  expect(one.name).toEqual(setOfPeople(people, tagKey).name);
  expect(kept).toEqual([one.name.commitment]);
  const ended = await sets.of(Buffer.concat([lines, Buffer.from('\n')]), 3_000);
  expect(ended.name).toEqual(one.name);
});

test('a set that could not be kept is tried again', async () => {
  const { sets, kept } = keySets(1);
  await expect(sets.of(Buffer.from('a\n'), 1)).rejects.toThrow(new SluiceError('LEDGER_UNAVAILABLE'));
  await sets.of(Buffer.from('a\n'), 1);
  expect(kept).toHaveLength(1);
});

describe('what are not so many keys is refused', () => {
  test.each<[string, string | Buffer, number]>([
    ['one less', 'a\n', 2],
    ['one more', 'a\nb\n', 1],
    ['one twice', 'a\na\n', 2],
    ['an empty line', 'a\n\nb\n', 3],
    ['a tab', 'a\tb\n', 1],
    ['a carriage return', 'a\r\n', 1],
    ['a backslash', '\\.\n', 1],
    ['a line feed more', 'a\n\n', 1],
    ['a key of a page', `${'a'.repeat(129)}\n`, 1],
    ['bytes that are no text', Buffer.from([0x61, 0xff, 0x0a]), 1],
  ])('%s', async (_, lines, count) => {
    const { sets, kept } = keySets();
    await expect(sets.of(Buffer.from(lines as string), count)).rejects.toMatchObject({
      code: 'RELATION_INVALID',
    });
    expect(kept).toEqual([]);
  });
});
