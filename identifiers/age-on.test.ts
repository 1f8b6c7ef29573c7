import { expect, test } from '@jest/globals';
import { ageOn } from './age-on.ts';

test.each([
  ['1966-11-22', '2026-11-21', 59],
  ['1966-11-22', '2026-11-22', 60],
  ['1966-11-22', '2026-11-23', 60],
  ['2004-02-29', '2022-02-28', 17],
  ['2004-02-29', '2022-03-01', 18],
  ['2004-02-29', '2024-02-29', 20],
  ['2026-11-22', '2026-11-22', 0],
])('born on %s, on %s: %d', (bornOn, day, age) => {
  expect(ageOn(bornOn, day)).toBe(age);
});

test.each([
  ['2026-11-23', '2026-11-22'],
  ['1966-11', '2026-11-22'],
  ['１９６６-11-22', '2026-11-22'],
  [null, '2026-11-22'],
  ['1966-11-22', 'today'],
])('born on %s, on %s: unknown', (bornOn, day) => {
  expect(ageOn(bornOn, day)).toBeNull();
});
