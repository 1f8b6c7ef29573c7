/** Days from one (`from`) to before another (`to`; null while it goes on). */
export interface Span {
  readonly from: string;
  readonly to: string | null;
}

export function covers({ from, to }: Span, day: string): boolean {
  return from <= day && (to === null || day < to);
}

/** The first day of a month. */
export function firstDay(month: string): string {
  return `${month}-01`;
}

/** The first day of the month after. */
export function dayAfterMonth(month: string): string {
  return firstDay(monthsAfter(month, 1));
}

/** @param months may be negative */
export function monthsAfter(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The same day so many months later; where that month has no such day, the first of the next. */
export function daysMonthsAfter(day: string, months: number): string {
  const month = monthsAfter(day.slice(0, 7), months);
  const same = `${month}${day.slice(7)}`;
  const exists = new Date(`${same}T00:00:00Z`).toISOString().startsWith(same);
  return exists ? same : dayAfterMonth(month);
}

export function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
