import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type CanonicalValue } from './canonical-json.ts';

test('members are sorted at every depth and nothing is spaced', () => {
  expect(canonicalJson({ b: [1, { z: null, a: '民政' }], a: true })).toBe(
    '{"a":true,"b":[1,{"a":"民政","z":null}]}',
  );
});

test('what it prints is read back as the same value, whatever order the members came in', () => {
  const value = fc.letrec<{ value: CanonicalValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(value, (original) => {
      const text = canonicalJson(original);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(original)));
      expect(canonicalJson(reversed(original))).toBe(text);
    }),
  );
});

function reversed(value: CanonicalValue): CanonicalValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: CanonicalValue) => reversed(item));
  const members = Object.entries(value as Record<string, CanonicalValue>).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
}

test.each([[0.5], [2 ** 53], [Number.NaN], ['\ud800']])('%p has no canonical form', (value) => {
  expect(() => canonicalJson({ value })).toThrow(RangeError);
});
