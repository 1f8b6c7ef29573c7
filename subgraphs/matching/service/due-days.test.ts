import { expect, test } from '@jest/globals';
import { readWorkingCalendar } from '../../../identifiers/working-days.ts';
import { monthsAfter } from './months-after.ts';
import { workingDaysAfter } from './working-days-after.ts';

const calendar = readWorkingCalendar();

test.each([
  // A Sunday: the working days of two weeks follow.
  ['2026-11-01', 10, '2026-11-13'],
  // Over the holidays of October, of which the Saturday after is worked.
  ['2026-09-28', 4, '2026-10-09'],
  ['2026-09-28', 5, '2026-10-10'],
  ['2026-09-28', 6, '2026-10-12'],
])('from %s %i working days end on %s', (day, count, last) => {
  expect(workingDaysAfter(day, count, calendar)).toBe(last);
});

test('where the calendar of a year is not known, a term ends sooner and never later', () => {
  expect(workingDaysAfter('2029-12-20', 10, calendar)).toBe('2029-12-30');
});

test.each([
  ['2026-11-15', 1, '2026-12-15'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2027-11-30', 3, '2028-02-29'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-12-31', 1, '2027-01-31'],
  ['2026-11-15', 0, '2026-11-15'],
])('%s and %i months: %s', (day, months, later) => {
  expect(monthsAfter(day, months)).toBe(later);
});
