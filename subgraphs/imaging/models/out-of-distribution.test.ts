import { expect, test } from '@jest/globals';
import { seededRandom } from '../training/seeded-random.ts';
import { distanceFrom, fitDistribution, packFloats, unpackFloats } from './out-of-distribution.ts';

const SIZE = 8;

/** Embeddings of which the first two numbers go together. */
function embeddings(stream: number, count: number, shift = 0): readonly Float32Array[] {
  const random = seededRandom(2, stream);
  return Array.from({ length: count }, () => {
    const one = Float32Array.from({ length: SIZE }, () => random.normal());
    one[1] = one[0]! + 0.1 * one[1]! + shift;
    return one;
  });
}

test('of images of the same kind about one in a hundred is held to be foreign, of others almost all', () => {
  const fitted = fitDistribution(embeddings(1, 3_000), embeddings(2, 3_000));
  const share = (some: readonly Float32Array[]): number =>
    some.filter((one) => distanceFrom(fitted, one) > fitted.threshold).length / some.length;
  expect(share(embeddings(3, 5_000))).toBeGreaterThan(0.004);
  expect(share(embeddings(3, 5_000))).toBeLessThan(0.02);
  // One number alone is as usual: only together are they odd.
  expect(share(embeddings(4, 500, 1))).toBeGreaterThan(0.99);
});

test('fewer images than numbers do not make everything else foreign: the covariance is shrunk', () => {
  const fitted = fitDistribution(embeddings(1, 6), embeddings(2, 500));
  expect(fitted.precision.every((value) => Number.isFinite(value))).toBe(true);
  const alarms = embeddings(3, 1_000).filter((one) => distanceFrom(fitted, one) > fitted.threshold);
  expect(alarms.length / 1_000).toBeLessThan(0.05);
});

test('a card keeps numbers to the precision of 32 bits', () => {
  const values = Float64Array.of(0, -1.5, Math.fround(0.1), 1e30);
  expect([...unpackFloats(packFloats(values))]).toEqual([0, -1.5, Math.fround(0.1), Math.fround(1e30)]);
});
