import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quotasOf, turnOf } from './quotas-of.ts';

test('each share is rounded down or up, and all together are the length', () => {
  const shares = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
  const turns = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(shares, fc.integer({ min: 0, max: 60 }), turns, (parts, length, turn) => {
      const sum = parts.reduce((total, part) => total + part, 0);
      const target = new Map(parts.map((part, at) => [String(at), part / sum]));
      const quotas = quotasOf(target, length, turn);
      expect([...quotas.values()].reduce((total, quota) => total + quota, 0)).toBe(length);
      for (const [category, share] of target) {
        expect(quotas.get(category)).toBeGreaterThanOrEqual(Math.floor(length * share - 1e-6));
        expect(quotas.get(category)).toBeLessThanOrEqual(Math.ceil(length * share + 1e-6));
      }
    }),
    { seed: 23 },
  );
});

test('turns of names are spread, and the same each time', () => {
  const turns = Array.from({ length: 10_000 }, (_, at) => turnOf(`V${String(at).padStart(10, '0')}`));
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    turns.filter((turn) => Math.floor(turn * 10) === tenth),
  );
  for (const { length } of tenths) expect(Math.abs(length - 1_000)).toBeLessThan(150);
  expect(turnOf('V0000000001')).toBe(turnOf('V0000000001'));
});
