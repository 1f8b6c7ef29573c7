import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { likenessTo } from './likeness-to.ts';

/** Jaccard as it is defined, of the pairs of neighbouring letters, each as often as it stands. */
function jaccard(a: string, b: string): number {
  const [first, second] = [pairs(a), pairs(b)];
  const rest = [...second];
  const both = first.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
  const either = first.length + second.length - both;
  return either === 0 ? 0 : both / either;
}

function pairs(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}

const textOf = (lengths: fc.StringConstraints): fc.Arbitrary<string> =>
  fc.string({ ...lengths, unit: fc.constantFrom('焊', '工', '班', 'a', '7') });
const anyText = textOf({ maxLength: 60 });
const change = fc.tuple(fc.nat(79), fc.constantFrom('', '新', '新工'));
/** A text, and the same with some characters changed, so that many pairs are close to the line. */
const edited = fc
  .tuple(textOf({ minLength: 40, maxLength: 80 }), fc.array(change, { maxLength: 12 }))
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
      expect(likeness).toBe(first === second ? 'SAME' : jaccard(first, second) >= 0.7 ? 'NEAR' : null);
    }),
    { numRuns: 2_000 },
  );
  // A property of unlike texts alone would say nothing.
  expect(Math.min(...Object.values(found))).toBeGreaterThan(50);
});

test('just on the line is near', () => {
  const text = 'abcdefghijklmno';
  // Fourteen pairs, and six more at the end.
  expect(likenessTo({ title: '', text })({ title: '', text: `${text}uvwxyz` })).toBe('NEAR');
  expect(likenessTo({ title: '', text })({ title: '', text: `${text}uvwxyz1` })).toBeNull();
});

test.each([
  ['full width, capitals and traditional characters', '电焊工，会CAD', '電焊工　會ＣＡＤ'],
  ['accents, however they are written', 'café', 'cafe\u0301'],
  ['one sign for several letters', '5kg', '5㎏'],
  ['letters of another plane', 'cad焊工', '𝐜𝐚𝐝焊工'],
  ['signs that are no letters', '洗菜切菜', '洗😀菜\u200b—切\ud83d菜'],
])('%s are the same', (_, text, otherwise) => {
  expect(likenessTo({ title: '', text })({ title: '', text: otherwise })).toBe('SAME');
});
