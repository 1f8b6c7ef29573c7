import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCalendarDay } from './calendar-day.ts';

/** The calendar of a year is not known: the State Council publishes each year's, and a guess could be a holiday. */
export class CalendarUnknown extends Error {
  constructor(year: string) {
    super(`the working days of ${year} are not known`);
    this.name = 'CalendarUnknown';
  }
}

/** Which days are worked: weekdays but for holidays, and the weekend days that make up for them. */
export interface WorkingCalendar {
  /**
   * @param day `YYYY-MM-DD`
   * @throws CalendarUnknown for a year that the calendar has nothing of
   */
  isWorkingDay(day: string): boolean;
  /** The first working day after `day`. @throws CalendarUnknown */
  nextWorkingDay(day: string): string;
}

/**
 * The holiday arrangements of the State Council, one row a day that breaks the weekend rule.
 * `holidays-cn.csv`: date, `off` or `work`, name of the holiday, the notice it was published in.
 */
export function readWorkingCalendar(
  file: string = join(import.meta.dirname, 'holidays-cn.csv'),
): WorkingCalendar {
  return parseWorkingCalendar(readFileSync(file, 'utf8'));
}

/** @throws Error for a row that is not understood: a calendar with a hole would be a guess */
export function parseWorkingCalendar(csv: string): WorkingCalendar {
  const [header, ...rows] = csv.trim().split(/\r?\n/u);
  if (header !== 'date,kind,name,notice') throw new Error('the calendar of holidays has another header');
  const exceptions = new Map(rows.map(readRow));
  // WHY by its New Year: a year's notice always arranges that, and may reach back into December of a year that is unknown.
  const years = new Set([...exceptions.keys()].filter((day) => day.endsWith('-01-01')).map(yearOf));
  const isWorkingDay = (day: string): boolean => {
    if (!isCalendarDay(day)) throw new RangeError('not a calendar day');
    if (!years.has(yearOf(day))) throw new CalendarUnknown(yearOf(day));
    return exceptions.get(day) ?? !isWeekend(day);
  };
  return {
    isWorkingDay,
    nextWorkingDay(day) {
      let next = dayAfter(day);
      while (!isWorkingDay(next)) next = dayAfter(next);
      return next;
    },
  };
}

/** The day after a day, both `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function readRow(row: string): [day: string, isWorked: boolean] {
  const [day = '', kind] = row.split(',');
  if (!isCalendarDay(day) || (kind !== 'off' && kind !== 'work'))
    throw new Error('the calendar of holidays has a row that is not understood');
  return [day, kind === 'work'];
}

const yearOf = (day: string): string => day.slice(0, 4);

function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}
