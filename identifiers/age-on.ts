import { isCalendarDay } from './calendar-day.ts';

/**
 * How many years old somebody is on a day: a year is added on the birthday itself, for one born on 29 February on 1 March
 * of a common year. Null where either is no day of the calendar, or the day lies before the birth.
 */
export function ageOn(bornOn: unknown, day: string): number | null {
  if (typeof bornOn !== 'string' || !isCalendarDay(bornOn) || !isCalendarDay(day) || bornOn > day)
    return null;
  const isBeforeBirthday = day.slice(5) < bornOn.slice(5);
  return Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4)) - (isBeforeBirthday ? 1 : 0);
}
