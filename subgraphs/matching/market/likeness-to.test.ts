import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { likenessTo } from './likeness-to.ts';

/** Jaccard as it is defined: of both sets, whole. */
function jaccard(a: string, b: string): number {
  const [first, second] = [shingles(a), shingles(b)];
  const both = [...first].filter((shingle) => second.has(shingle)).length;
  const either = new Set([...first, ...second]).size;
  return either === 0 ? 0 : both / either;
}

function shingles(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 3) }, (_, at) => text.slice(at, at + 4)));
}

const textOf = (lengths: fc.StringConstraints): fc.Arbitrary<string> =>
  fc.string({ ...lengths, unit: fc.constantFrom('焊', '工', '班', 'a', '7') });
const anyText = textOf({ maxLength: 60 });
const change = fc.tuple(fc.nat(119), fc.constantFrom('', '新', '新工'));
/** A text, and the same with some characters changed, so that many pairs are close to the line. */
const edited = fc
  .tuple(textOf({ minLength: 60, maxLength: 120 }), fc.array(change, { maxLength: 4 }))
  .map(([text, changes]): [string, string] => {
    const characters = text.split('');
    for (const [at, by] of changes) if (at < characters.length) characters[at] = by;
    return [text, characters.join('')];
  });
const pair = fc.oneof({ arbitrary: edited, weight: 3 }, fc.tuple(anyText, anyText));

test('whoever gives a comparison up early finds what Jaccard finds', () => {
  const found = { SAME: 0, NEAR: 0, null: 0 };
  fc.assert(
    fc.property(pair, fc.boolean(), ([a, b], turned) => {
      const [first, second] = turned ? [b, a] : [a, b];
      const likeness = likenessTo({ title: '', text: first })({ title: '', text: second });
      found[`${likeness}`] += 1;
      expect(likeness).toBe(first === second ? 'SAME' : jaccard(first, second) >= 0.85 ? 'NEAR' : null);
    }),
    { numRuns: 2_000 },
  );
  // A property of unlike texts alone would say nothing.
  expect(Math.min(...Object.values(found))).toBeGreaterThan(50);
});

test('just on the line is near', () => {
  const text = 'abcdefghijklmnopqrst';
  // Seventeen shingles, and three more at the end.
  expect(likenessTo({ title: '', text })({ title: '', text: `${text}uvw` })).toBe('NEAR');
  expect(likenessTo({ title: '', text })({ title: '', text: `${text}uvwx` })).toBeNull();
});
