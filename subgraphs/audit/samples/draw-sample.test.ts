import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawSample, type Drawable } from './draw-sample.ts';

const items = (counts: Readonly<Record<string, number>>): readonly Drawable[] =>
  Object.entries(counts).flatMap(([stratum, count]) =>
    Array.from({ length: count }, (_, index) => ({ id: `${stratum}-${index}`, stratum })),
  );
const drawnOf = (drawn: readonly { readonly item: Drawable }[], stratum: string): number =>
  drawn.filter(({ item }) => item.stratum === stratum).length;

test('the same seed draws the same, in whatever order the whole is given; another seed draws others', () => {
  const whole = items({ a: 400, b: 100 });
  const ids = (given: readonly Drawable[], seed: string): readonly string[] =>
    drawSample(given, 30, seed).map(({ item }) => item.id);
  expect(ids(whole.toReversed(), 'one')).toEqual(ids(whole, 'one'));
  expect(ids(whole, 'two')).not.toEqual(ids(whole, 'one'));
});

test('each stratum is drawn by its share, and one at least', () => {
  const drawn = drawSample(items({ large: 900, middle: 99, small: 1 }), 50, 'seed');
  expect(drawn).toHaveLength(50);
  expect([drawnOf(drawn, 'large'), drawnOf(drawn, 'middle'), drawnOf(drawn, 'small')]).toEqual([45, 4, 1]);
  expect(drawn.find(({ item }) => item.stratum === 'middle')).toMatchObject({
    stratumSize: 99,
    stratumDrawn: 4,
  });
});

test('a sample has the size that was asked for, nothing twice, and never more of a stratum than there is', () => {
  const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(40));
  fc.assert(
    fc.property(counts, fc.nat(80), fc.string(), (given, size, seed) => {
      const whole = items(given);
      const drawn = drawSample(whole, size, seed);
      expect(drawn).toHaveLength(Math.min(size, whole.length));
      expect(new Set(drawn.map(({ item }) => item.id)).size).toBe(drawn.length);
      const strata = Object.entries(given).filter(([, count]) => count > 0);
      if (size >= strata.length) for (const [name] of strata) expect(drawnOf(drawn, name)).toBeGreaterThan(0);
    }),
  );
});

test('everybody of a stratum is drawn equally often', () => {
  const whole = items({ a: 10 });
  const times = new Map<string, number>();
  for (let seed = 0; seed < 4_000; seed += 1)
    for (const { item } of drawSample(whole, 3, String(seed)))
      times.set(item.id, (times.get(item.id) ?? 0) + 1);
  // 1,200 expected each; the bounds are five standard deviations away.
  for (const count of times.values()) expect(Math.abs(count - 1_200)).toBeLessThan(150);
  expect(times.size).toBe(10);
});
