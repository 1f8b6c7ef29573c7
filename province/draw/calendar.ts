/** Days are whole numbers since 1970-01-01 and months are `year * 12 + month`, so the generator never parses a date. */
export type Day = number;
export type Month = number;

const FIRST_YEAR = 1900;
const LAST_YEAR = 2045;
const DAY_MS = 86_400_000;
const firstDay = Date.UTC(FIRST_YEAR, 0, 1) / DAY_MS;

const dayTexts: string[] = [];
const dayMonths: Month[] = [];
for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
  for (let month = 0; month < 12; month++) {
    const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    for (let date = 1; date <= length; date++) {
      dayTexts.push(`${year}-${String(month + 1).padStart(2, '0')}-${String(date).padStart(2, '0')}`);
      dayMonths.push(year * 12 + month);
    }
  }
}

/** `YYYY-MM-DD`. Throws outside 1900 to 2045. */
export function dayText(day: Day): string {
  const text = dayTexts[day - firstDay];
  if (text === undefined) throw new RangeError('day outside the calendar');
  return text;
}

export function monthOf(day: Day): Month {
  const month = dayMonths[day - firstDay];
  if (month === undefined) throw new RangeError('day outside the calendar');
  return month;
}

/** `YYYY-MM`. */
export function monthText(month: Month): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** The given day of a month, counted from 1. */
export function dayOfMonth(month: Month, date: number): Day {
  return Date.UTC(Math.floor(month / 12), month % 12, date) / DAY_MS;
}

export function day(text: string): Day {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** The day on which the province is looked at: everything in it lies before. */
export const TODAY = day('2026-11-01');
/** The twelve months of payments and claims. */
export const FIRST_MONTH: Month = 2025 * 12 + 10;
export const LAST_MONTH: Month = 2026 * 12 + 9;
export const MONTHS: readonly Month[] = Array.from({ length: 12 }, (_, i) => FIRST_MONTH + i);
