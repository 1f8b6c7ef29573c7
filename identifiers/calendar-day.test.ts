import { expect, test } from '@jest/globals';
import { dayInChina, isCalendarDay, isCalendarMonth, isUtcInstant } from './calendar-day.ts';

test.each(['2024-02-29', '1900-12-31', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isCalendarDay(text)).toBe(true);
});

test.each([
  '2026-02-29',
  '1900-02-29',
  '2026-00-10',
  '2026-13-01',
  '2026-2-3',
  '2026-02-03T00:00:00Z',
  '+12026-02-03',
  '',
])('%j is no day', (text) => {
  expect(isCalendarDay(text)).toBe(false);
});

test.each([
  ['2026-01', true],
  ['2026-12', true],
  ['2026-00', false],
  ['2026-13', false],
  ['2026-1', false],
  ['2026-01-01', false],
])('%j is a month: %p', (text, isMonth) => {
  expect(isCalendarMonth(text)).toBe(isMonth);
});

test.each([
  ['2026-11-01T00:00:00Z', true],
  ['2026-11-01T23:59:59.123456789Z', true],
  ['2026-11-01T24:00:00Z', false],
  ['2026-11-01T25:00:00Z', false],
  ['2026-02-30T00:00:00Z', false],
  ['2026-11-01T00:00:00+08:00', false],
  ['2026-11-01T00:00Z', false],
  ['2026-11-01', false],
])('%j is an instant: %p', (text, isInstant) => {
  expect(isUtcInstant(text)).toBe(isInstant);
});

test.each([
  ['2026-11-01T15:59:59.999Z', '2026-11-01'],
  ['2026-11-01T16:00:00Z', '2026-11-02'],
  ['2026-12-31T20:00:00Z', '2027-01-01'],
])('%s falls on %s in China', (instant, day) => {
  expect(dayInChina(new Date(instant))).toBe(day);
});
