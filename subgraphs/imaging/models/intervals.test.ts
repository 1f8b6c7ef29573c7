import { expect, test } from '@jest/globals';
import { seededRandom } from '../training/seeded-random.ts';
import { aucEstimate, shareEstimate } from './intervals.ts';

function drawn(stream: number, shift: number, count = 200) {
  const random = seededRandom(11, stream);
  return Array.from({ length: count }, (_, at) => {
    const truth = at % 4 === 0;
    return { score: random.normal() + (truth ? shift : 0), truth };
  });
}

test('the area is the share of pairs in order, ties half', () => {
  const cases = [
    { score: 1, truth: false },
    { score: 2, truth: true },
    { score: 2, truth: false },
    { score: 3, truth: true },
  ];
  expect(aucEstimate(cases).value).toBe((1 + 0.5 + 1 + 1) / 4);
});

test('DeLong’s interval holds the true area 95 times of 100, within chance', () => {
  // Two normals a deviation apart: Φ(1/√2).
  const truth = 0.760_25;
  const held = Array.from({ length: 400 }, (_, at) => aucEstimate(drawn(at, 1))).filter(
    ({ low, high }) => low <= truth && truth <= high,
  ).length;
  expect(held / 400).toBeGreaterThan(0.92);
  expect(held / 400).toBeLessThan(0.98);
});

test('an area of 1 is not certain: with few positives its interval is wide', () => {
  const parted = (positives: number) =>
    aucEstimate(
      Array.from({ length: 500 }, (_, at) => ({ score: at < positives ? 1 : 0, truth: at < positives })),
    );
  expect(parted(10)).toEqual({ value: 1, low: expect.closeTo(0.6915, 4) as unknown, high: 1 });
  expect(parted(100).low).toBeCloseTo(0.964, 3);
});

test('nothing is known of a label that nobody has', () => {
  expect(aucEstimate([{ score: 1, truth: false }])).toEqual({ value: 0.5, low: 0, high: 1 });
  expect(shareEstimate(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
});

test('Wilson’s interval of a share', () => {
  const { value, low, high } = shareEstimate(95, 100);
  expect([value, low, high]).toEqual([0.95, expect.closeTo(0.8882, 3), expect.closeTo(0.9785, 3)]);
  expect(shareEstimate(100, 100).low).toBeCloseTo(0.963, 3);
});
