/** Days and months of the years 1 to 9999, as text; beyond them there is no answer. */

const MS_A_DAY = 86_400_000;
const LAST_YEAR = 9_999;
/** More days than there are between the first and the last. */
const MOST_DAYS = 4_000_000n;

/** Months since the beginning of the year 0. */
function monthNumber(month: string): bigint {
  return BigInt(month.slice(0, 4)) * 12n + BigInt(month.slice(5, 7)) - 1n;
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_A_DAY;
}

/** The month so many months later, or earlier for less than 0. */
export function addMonths(month: string, by: bigint): string | null {
  const number = monthNumber(month) + by;
  const year = number / 12n;
  if (number < 12n || year > BigInt(LAST_YEAR)) return null;
  return `${String(year).padStart(4, '0')}-${String((number % 12n) + 1n).padStart(2, '0')}`;
}

/** The day so many days later, or earlier for less than 0. */
export function addDays(day: string, by: bigint): string | null {
  if (by > MOST_DAYS || by < -MOST_DAYS) return null;
  const later = new Date((dayNumber(day) + Number(by)) * MS_A_DAY);
  const year = later.getUTCFullYear();
  return year < 1 || year > LAST_YEAR ? null : later.toISOString().slice(0, 10);
}

/** How many months the second lies after the first. */
export function monthsBetween(first: string, second: string): bigint {
  return monthNumber(second) - monthNumber(first);
}

/** How many days the second lies after the first. */
export function daysBetween(first: string, second: string): bigint {
  return BigInt(dayNumber(second) - dayNumber(first));
}
