import { dayAfter, type WorkingCalendar } from '../../identifiers/working-days.ts';

const CHINA_STANDARD_TIME_MS = 8 * 3_600_000;

/** The day of an instant in China Standard Time, `YYYY-MM-DD`. */
export function chinaDayOf(at: Date): string {
  return new Date(at.getTime() + CHINA_STANDARD_TIME_MS).toISOString().slice(0, 10);
}

/**
 * The end of the next working day after the day of an opening, in China Standard Time.
 * @throws CalendarUnknown where that day's year is not known
 */
export function reviewDue(openedAt: Date, calendar: WorkingCalendar): Date {
  const last = calendar.nextWorkingDay(chinaDayOf(openedAt));
  return new Date(`${dayAfter(last)}T00:00:00+08:00`);
}
