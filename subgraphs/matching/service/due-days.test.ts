import { expect, test } from '@jest/globals';
import { readWorkingCalendar } from '../../../identifiers/working-days.ts';
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
