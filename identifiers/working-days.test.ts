import { expect, test } from '@jest/globals';
import { CalendarUnknown, dayAfter, parseWorkingCalendar, readWorkingCalendar } from './working-days.ts';

const calendar = readWorkingCalendar();

test.each([
  ['2026-11-20', true, 'a Friday'],
  ['2026-11-21', false, 'a Saturday'],
  ['2026-02-14', true, 'a Saturday that makes up for the Spring Festival'],
  ['2025-01-26', true, 'a Sunday that makes up for the Spring Festival'],
  ['2026-10-01', false, 'the National Day'],
  ['2024-06-10', false, 'a Monday of the Dragon Boat Festival'],
])('%s is worked: %p (%s)', (day, isWorked) => {
  expect(calendar.isWorkingDay(day)).toBe(isWorked);
});

test.each([
  ['2026-11-19', '2026-11-20'],
  ['2026-11-20', '2026-11-23'],
  ['2026-11-22', '2026-11-23'],
  ['2026-09-30', '2026-10-08'],
  ['2026-10-09', '2026-10-10'],
  ['2026-02-13', '2026-02-14'],
  ['2023-12-29', '2024-01-02'],
])('after %s comes %s', (day, next) => {
  expect(calendar.nextWorkingDay(day)).toBe(next);
});

test.each(['2027-01-04', '2022-12-31', '2022-06-01', '1999-01-04'])(
  'a day of a year that is not known is not guessed: %s',
  (day) => {
    expect(() => calendar.isWorkingDay(day)).toThrow(CalendarUnknown);
  },
);

test('the end of the last known year leads into one that is not known', () => {
  expect(() => calendar.nextWorkingDay('2026-12-31')).toThrow(CalendarUnknown);
  expect(calendar.nextWorkingDay('2026-12-30')).toBe('2026-12-31');
});

test.each([
  '',
  'date,kind\n',
  'date,kind,name,notice\n2026-02-30,off,a,b',
  'date,kind,name,notice\n2026-01-01,free,a,b',
])('a file that is not understood is refused: %j', (csv) => {
  expect(() => parseWorkingCalendar(csv)).toThrow(Error);
});

test('no day is no calendar day', () => {
  expect(() => calendar.isWorkingDay('2026-02-30')).toThrow(RangeError);
  expect(dayAfter('2024-02-28')).toBe('2024-02-29');
  expect(dayAfter('2026-12-31')).toBe('2027-01-01');
});
