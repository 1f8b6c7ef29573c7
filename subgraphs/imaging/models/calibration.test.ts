import { expect, test } from '@jest/globals';
import { seededRandom } from '../training/seeded-random.ts';
import { calibrated, calibrationError, fitPlatt, sigmoid, type Scored } from './calibration.ts';
import { scoreOf } from './score-of.ts';

/** Logits of which the true probability is a line. */
function cases(slope: number, intercept: number): readonly Scored[] {
  const random = seededRandom(3, 3);
  return Array.from({ length: 20_000 }, () => {
    const logit = random.normal() * 2;
    return { score: sigmoid(logit), truth: random.chance(sigmoid(slope * logit + intercept)) };
  });
}

test('Platt’s line is found again', () => {
  const found = fitPlatt(cases(0.5, -1));
  if (found.kind !== 'platt') throw new Error('no line');
  expect(found.slope).toBeCloseTo(0.5, 1);
  expect(found.intercept).toBeCloseTo(-1, 1);
});

test('it mends what is too sure of itself, and cases that nothing parts stay finite', () => {
  const drawn = cases(0.5, -1);
  const line = fitPlatt(drawn);
  const mended = drawn.map(({ score, truth }) => ({ score: calibrated(score, line), truth }));
  expect(calibrationError(mended)).toBeLessThan(calibrationError(drawn) / 5);
  const parted = fitPlatt([-3, -2, 2, 3].map((logit) => ({ score: sigmoid(logit), truth: logit > 0 })));
  // Platt's softened targets: of two and two, three quarters and a quarter, and not certainty.
  expect(parted).toMatchObject({ slope: expect.closeTo(0.427, 3) as unknown });
  expect(calibrated(sigmoid(2.5), parted)).toBeCloseTo(0.75, 1);
});

test('without a line the score is the probability', () => {
  expect(calibrated(0.3, { kind: 'none' })).toBe(0.3);
  expect(calibrated(1, { kind: 'platt', slope: 1, intercept: 0 })).toBeCloseTo(1, 9);
});

test('op-norm makes the operating point one half, and is sure where the model is', () => {
  const at = (probability: number): number =>
    scoreOf(Math.log(probability / (1 - probability)), 'op-norm', 0.1032);
  expect(at(0.1032)).toBeCloseTo(0.5, 9);
  expect(at(0.0516)).toBeCloseTo(0.25, 9);
  expect(at(1 - 1e-9)).toBeCloseTo(1, 6);
  expect(scoreOf(0, 'sigmoid')).toBe(0.5);
});
