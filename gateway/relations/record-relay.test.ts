import { createSecretKey } from 'node:crypto';
import { expect, describe, test } from '@jest/globals';
import { SluiceError } from '../../errors/sluice-error.ts';
import { tagSetOf } from '../ledger/tag-set.ts';
import { setOfPeople } from '../ledger/testing/tags-of.ts';
import { KeySets } from './asked-keys.ts';
import { RecordRelay, type RelayOptions } from './record-relay.ts';

const tagKey = createSecretKey(Buffer.alloc(32, 3));
const keySets = new KeySets(tagKey, {
  keep: ({ name }) => Promise.resolve(name),
  close: () => Promise.resolve(),
});
const asked = await keySets.of(Buffer.from('p1\np2\np3\n'), 3);

const relayOf = (options: Partial<RelayOptions> = {}) =>
  new RecordRelay({ columns: 2, subject: 'none', hasKey: false, asked: null, tagKey, ...options });

/** The text in chunks of so many bytes. */
function run(relay: RecordRelay, text: string, size: number): string {
  const bytes = Buffer.from(text);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size)
    out.push(Buffer.from(relay.take(Buffer.from(bytes.subarray(at, at + size)))));
  return Buffer.concat(out).toString();
}

function codeOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof SluiceError ? error.code : 'INTERNAL';
  }
}

const setOf = async ({ subjectTags }: RecordRelay) => (await tagSetOf(subjectTags)).tags;
const tagsOfPeople = (...people: readonly string[]) => setOfPeople(people, tagKey).tags;

const SIZES = [1, 2, 3, 7, 1_000];

test.each(SIZES)('records pass as they are but for the last line, in chunks of %p bytes', (size) => {
  const relay = relayOf();
  expect(run(relay, 'a\t\\N\n\\\\.\tb\n\t\n\\.\n', size)).toBe('a\t\\N\n\\\\.\tb\n\t\n');
  expect([relay.rows, relay.isComplete, relay.people]).toEqual([3, true, 0]);
});

test.each(SIZES)(
  'the column with the subject is tagged and taken off, in chunks of %p bytes',
  async (size) => {
    const relay = relayOf({ subject: 'first-column' });
    const text = 'p9\ta\tb\np8\tc\td\n\\N\te\tf\np9\tg\th\n\\.\n';
    expect(run(relay, text, size)).toBe('a\tb\nc\td\ne\tf\ng\th\n');
    expect([relay.rows, relay.isComplete]).toEqual([4, true]);
    expect(await setOf(relay)).toEqual(tagsOfPeople('p8', 'p9'));
  },
);

test('where the subject is the key, the tags of the asked keys are taken', async () => {
  const relay = relayOf({ subject: 'parent-key', hasKey: true, asked });
  run(relay, 'p3\ta\np1\tb\np3\tc\n\\.\n', 5);
  expect(await setOf(relay)).toEqual(tagsOfPeople('p1', 'p3'));
  const whole = relayOf({ subject: 'parent-key', hasKey: true });
  run(whole, 'p3\ta\np7\tb\np3\tc\n\\.\n', 5);
  expect(await setOf(whole)).toEqual(tagsOfPeople('p3', 'p7'));
});

test('what was cut off is not complete, and an unfinished record does not leave', () => {
  const relay = relayOf();
  expect(run(relay, 'a\tb\nc\td', 4)).toBe('a\tb\n');
  expect([relay.rows, relay.isComplete]).toEqual([1, false]);
});

describe('a line that was not asked for is refused', () => {
  test.each<[string, Partial<RelayOptions>, string]>([
    ['a column more', {}, 'a\tb\tc\n'],
    ['a column less', {}, 'a\n'],
    ['no column but the subject', { subject: 'first-column' }, 'p1\n'],
    ['a record of a key that was not asked for', { hasKey: true, asked }, 'p4\ta\n'],
    ['the same behind the subject', { subject: 'first-column', hasKey: true, asked }, 'p1\tp4\ta\n'],
    ['a record without a key', { hasKey: true, asked }, '\\N\ta\n'],
    ['a subject that is no key', { subject: 'first-column' }, 'p\\t1\ta\tb\n'],
    ['something after the end', {}, 'a\tb\n\\.\na\tb\n'],
    ['half of something after the end', {}, 'a\tb\n\\.\na'],
    ['a line without an end', {}, 'a'.repeat(1_048_577)],
  ])('%s', (_, options, text) => {
    for (const size of [text.length, Math.ceil(text.length / 2)])
      expect(codeOf(() => run(relayOf(options), text, size))).toBe('SOURCE_ERROR');
  });
});
