import { CalendarUnknown, dayAfter, type WorkingCalendar } from '../../../identifiers/working-days.ts';
import type { IsoDate } from '../market/measures.ts';

/**
 * The last of so many working days after a day. Where the calendar of a year is not known yet every day of it counts:
 * never later than the right one, and a household does not wait for a calendar.
 * @param count whole, at least 1
 */
export function workingDaysAfter(day: IsoDate, count: number, calendar: WorkingCalendar): IsoDate {
  let last = day;
  for (let passed = 0; passed < count; passed += 1) last = nextWorkingDay(last, calendar);
  return last;
}

function nextWorkingDay(day: IsoDate, calendar: WorkingCalendar): IsoDate {
  try {
    return calendar.nextWorkingDay(day);
  } catch (error) {
    if (error instanceof CalendarUnknown) return dayAfter(day);
    throw error;
  }
}
