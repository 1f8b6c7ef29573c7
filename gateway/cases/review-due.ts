import { dayInChina } from '../../identifiers/calendar-day.ts';
import { CalendarUnknown, dayAfter, type WorkingCalendar } from '../../identifiers/working-days.ts';

/**
 * The end of the next working day after the day of an opening, in China Standard Time. Where the calendar of its year is
 * not known yet, the end of the next day whatever it is: never later than the right one, and a patient does not wait for
 * a calendar.
 */
export function reviewDue(openedAt: Date, calendar: WorkingCalendar): Date {
  const opened = dayInChina(openedAt);
  return new Date(`${dayAfter(nextWorkingDay(opened, calendar))}T00:00:00+08:00`);
}

function nextWorkingDay(day: string, calendar: WorkingCalendar): string {
  try {
    return calendar.nextWorkingDay(day);
  } catch (error) {
    if (error instanceof CalendarUnknown) return dayAfter(day);
    throw error;
  }
}
