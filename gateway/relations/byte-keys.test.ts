import { expect, test } from '@jest/globals';
import { ByteKeys } from './byte-keys.ts';

const addTo = (keys: ByteKeys, text: string) => {
  const bytes = Buffer.from(`|${text}|`);
  return keys.add(bytes, 1, bytes.length - 1);
};
const findIn = (keys: ByteKeys, text: string) => {
  const bytes = Buffer.from(`|${text}|`);
  return keys.find(bytes, 1, bytes.length - 1);
};

test('each key has a number by the order in which it came, however often it comes', () => {
  const keys = new ByteKeys();
  expect(['a', 'b', 'a', '', 'ab', 'b'].map((text) => addTo(keys, text))).toEqual([0, 1, 0, 2, 3, 1]);
  expect(keys.size).toBe(4);
  expect(keys.lines().toString()).toBe('a\nb\n\nab\n');
  expect(['ab', 'ba', 'aa', ''].map((text) => findIn(keys, text))).toEqual([3, -1, -1, 2]);
});

test('a hundred thousand keys are each found, and no other', () => {
  const keys = new ByteKeys();
  const texts = Array.from({ length: 100_000 }, (_, number) => `RID:2399${number}`);
  texts.forEach((text) => addTo(keys, text));
  expect(keys.size).toBe(texts.length);
  expect(texts.every((text, number) => findIn(keys, text) === number)).toBe(true);
  expect(texts.some((text) => findIn(keys, `${text}-`) >= 0)).toBe(false);
});
