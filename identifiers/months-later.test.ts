import { expect, test } from '@jest/globals';
import { monthLater, sameDayOrMonthEnd, sameDayOrNextFirst } from './months-later.ts';

test.each([
  ['2026-11', 1, '2026-12'],
  ['2026-11', 2, '2027-01'],
  ['2026-01', -1, '2025-12'],
  ['2026-03', -15, '2024-12'],
  ['2026-11', 0, '2026-11'],
])('%s and %i months: %s', (month, months, later) => {
  expect(monthLater(month, months)).toBe(later);
});

test.each([
  ['2026-11-15', 1, '2026-12-15', '2026-12-15'],
  ['2026-11-30', 3, '2027-02-28', '2027-03-01'],
  ['2027-11-30', 3, '2028-02-29', '2028-03-01'],
  ['2026-08-31', 6, '2027-02-28', '2027-03-01'],
  ['2026-08-31', 1, '2026-09-30', '2026-10-01'],
  ['2028-02-29', 12, '2029-02-28', '2029-03-01'],
  ['2026-12-31', 1, '2027-01-31', '2027-01-31'],
  ['2026-11-15', 0, '2026-11-15', '2026-11-15'],
])('%s and %i months: by %s a term is over, from %s whole months have gone by', (day, months, end, first) => {
  expect([sameDayOrMonthEnd(day, months), sameDayOrNextFirst(day, months)]).toEqual([end, first]);
});
