/** A month so many months later, `YYYY-MM`; earlier where the number is negative. */
export function monthLater(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/**
 * The same day of the month so many months later, or the last of that month where it has no such day: by then a term that
 * is counted in months is over.
 */
export function sameDayOrMonthEnd(day: string, months: number): string {
  const { month, date, last } = landingOf(day, months);
  return `${month}-${twoDigits(Math.min(date, last))}`;
}

/**
 * The same day of the month so many months later, or the first of the month after where it has no such day: until then so
 * many whole months have not gone by.
 */
export function sameDayOrNextFirst(day: string, months: number): string {
  const { month, date, last } = landingOf(day, months);
  return date <= last ? `${month}-${twoDigits(date)}` : `${monthLater(month, 1)}-01`;
}

/** The month in which one lands, with the day that is looked for in it and the last that it has. */
function landingOf(
  day: string,
  months: number,
): { readonly month: string; readonly date: number; readonly last: number } {
  const month = monthLater(day.slice(0, 7), months);
  const after = new Date(`${monthLater(month, 1)}-01T00:00:00Z`);
  return { month, date: Number(day.slice(8)), last: new Date(after.getTime() - DAY_MS).getUTCDate() };
}

const DAY_MS = 86_400_000;
const twoDigits = (number: number): string => String(number).padStart(2, '0');
