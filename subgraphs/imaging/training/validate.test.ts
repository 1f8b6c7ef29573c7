import { expect, test } from '@jest/globals';
import { sigmoid, type Scored } from '../models/calibration.ts';
import { seededRandom } from './seeded-random.ts';
import { chooseCalibration } from './validate.ts';

/** Cases of which every second one follows another line than the first. */
function cases(slopes: readonly [number, number]): readonly Scored[] {
  const random = seededRandom(5, 1);
  return Array.from({ length: 4_000 }, (_, at) => {
    const logit = random.normal() * 2;
    return { score: sigmoid(logit), truth: random.chance(sigmoid((slopes[at % 2] ?? 1) * logit)) };
  });
}

test('Platt’s line is used where it mends scores by which it was not fitted', () => {
  expect(chooseCalibration(cases([0.3, 0.3]))).toMatchObject({
    kind: 'platt',
    slope: expect.closeTo(0.3, 1) as unknown,
  });
});

test('Platt’s line is not used where it does harm', () => {
  expect(chooseCalibration(cases([0.3, 1]))).toEqual({ kind: 'none' });
});
