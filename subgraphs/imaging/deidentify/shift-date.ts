const DAY_MS = 86_400_000;

/**
 * A date (DA), or a date with time (DT), moved into the past; the time of day stays. Null where the text is neither: what
 * can not be moved is not kept.
 */
export function shiftDate(text: string, daysEarlier: number): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})((?:\d{2}){0,3}(?:\.\d{1,6})?(?:[+-]\d{4})?)$/u.exec(text.trim());
  if (found === null) return null;
  const [, year = '', month = '', day = '', time = ''] = found;
  const instant = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isReal = new Date(instant).toISOString().slice(0, 10) === `${year}-${month}-${day}`;
  if (!isReal || Number(year) < 1850) return null;
  return new Date(instant - daysEarlier * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '') + time;
}
