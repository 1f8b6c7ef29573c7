import { expect, test } from '@jest/globals';
import { listedOnly } from './listed-only.ts';

test('vacancies that nobody could take are gone, and the others are who they were', () => {
  const offsets = Int32Array.of(0, 2, 2, 4);
  const score = Float32Array.of(0.9, 0.8, 0.7, 0.6);
  expect(
    listedOnly({
      capacity: Int32Array.of(7, 1, 7, 2, 3),
      offsets,
      vacancy: Int32Array.of(4, 1, 1, 3),
      score,
    }),
  ).toEqual({ capacity: Int32Array.of(1, 2, 3), offsets, vacancy: Int32Array.of(2, 0, 0, 1), score });
});
