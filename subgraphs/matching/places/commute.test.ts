import { expect, test } from '@jest/globals';
import { commuteMinutes, counties } from './commute.ts';

test('within a county and between districts of a city people can go, across the province they can not', () => {
  expect(commuteMinutes('230102', '230102')).toBeLessThanOrEqual(30);
  expect(commuteMinutes('230102', '230103')).toBeLessThanOrEqual(45);
  expect(commuteMinutes('230102', '230113')).toBeGreaterThan(60);
  expect(commuteMinutes('230102', '232701')).toBeGreaterThan(600);
});

test('the way is as long as the way back, and never shorter than within a county', () => {
  for (const from of counties)
    for (const to of counties) {
      expect(commuteMinutes(from, to)).toBe(commuteMinutes(to, from));
      expect(commuteMinutes(from, to)).toBeGreaterThanOrEqual(20);
    }
});

test('to a county that is unknown there is no way', () => {
  expect(commuteMinutes('230102', '110101')).toBe(Number.POSITIVE_INFINITY);
  expect(commuteMinutes('110101', '110101')).toBe(Number.POSITIVE_INFINITY);
});
