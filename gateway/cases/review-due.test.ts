import { expect, test } from '@jest/globals';
import { readWorkingCalendar } from '../../identifiers/working-days.ts';
import { reviewDue } from './review-due.ts';

const calendar = readWorkingCalendar();

test.each([
  ['on a Thursday', '2026-11-19T10:00:00+08:00', '2026-11-21T00:00:00+08:00'],
  ['on a Friday', '2026-11-20T23:59:59+08:00', '2026-11-24T00:00:00+08:00'],
  ['on a Sunday', '2026-11-22T00:00:00+08:00', '2026-11-24T00:00:00+08:00'],
  ['before a Saturday that is worked', '2026-02-13T09:00:00+08:00', '2026-02-15T00:00:00+08:00'],
  ['before a week of holidays', '2026-09-30T20:00:00+08:00', '2026-10-09T00:00:00+08:00'],
  ['late in UTC, which is the next day in China', '2026-11-19T17:00:00Z', '2026-11-24T00:00:00+08:00'],
])('opened %s, it is due by the end of the next working day', (_, openedAt, due) => {
  expect(reviewDue(new Date(openedAt), calendar)).toEqual(new Date(due));
});

test.each(['2026-12-31', '2030-05-01'])('beyond the calendar the next day counts: opened on %s', (day) => {
  const next = new Date(`${day}T00:00:00+08:00`).getTime() + 2 * 24 * 3_600_000;
  expect(reviewDue(new Date(`${day}T10:00:00+08:00`), calendar)).toEqual(new Date(next));
});
