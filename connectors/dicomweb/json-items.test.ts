import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonItems } from './json-items.ts';

function itemsOf(text: string, size: number): readonly unknown[] {
  const bytes = Buffer.from(text);
  const items = new JsonItems();
  const found: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...items.take(bytes.subarray(at, at + size)));
  items.end();
  return found;
}

test('an array of objects is the same however it is cut into pieces', () => {
  const value = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue());
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: 1, max: 30 }), fc.nat(3), (list, size, indent) => {
      expect(itemsOf(JSON.stringify(list, null, indent), size)).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});

test('brackets and quotes in texts end nothing', () => {
  const list = [{ a: '}],{[ "\\' }, { '"]': '\\"', b: { c: ['}'] } }];
  for (const size of [1, 2, 3, 100]) expect(itemsOf(JSON.stringify(list), size)).toEqual(list);
});

test('an item without end is refused before it fills the memory', () => {
  const items = new JsonItems();
  items.take(Buffer.from('[{"a":"'));
  const piece = Buffer.alloc(1024 * 1024, 0x61);
  expect(() => {
    for (let taken = 0; taken < 100; taken += 1) items.take(piece);
  }).toThrow(SyntaxError);
});

test.each(['', '{}', '[{}', '[{"a":1', '[[1]]', '[{}][{}]', 'no JSON', '[{"a":}]'])(
  'what is no whole array of objects, %j, is refused',
  (text) => {
    expect(() => itemsOf(text, 2)).toThrow(SyntaxError);
  },
);
