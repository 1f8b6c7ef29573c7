const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/u;

/** A day of the calendar, `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  // `2026-02-30` has the form of a day and is none; Date rolls it over instead of refusing.
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** A month of the calendar, `YYYY-MM`. */
export function isCalendarMonth(text: string): boolean {
  return MONTH.test(text);
}

/** An instant in UTC, `YYYY-MM-DDTHH:MM:SSZ` with up to nine decimals: one spelling of each, so that equal ones are equal. */
export function isUtcInstant(text: string): boolean {
  // Twenty-four o'clock is the next day's midnight, which has a spelling already.
  return (
    INSTANT.test(text) &&
    isCalendarDay(text.slice(0, 10)) &&
    text.slice(11, 13) !== '24' &&
    !Number.isNaN(Date.parse(text))
  );
}

const CHINA_AHEAD_OF_UTC_MS = 8 * 60 * 60 * 1_000;

/** The calendar day on which an instant falls in China, `YYYY-MM-DD`. China has one time, and no summer time since 1991. */
export function dayInChina(at: Date): string {
  return new Date(at.getTime() + CHINA_AHEAD_OF_UTC_MS).toISOString().slice(0, 10);
}
