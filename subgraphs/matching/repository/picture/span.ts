import { monthLater } from '../../../../identifiers/months-later.ts';

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
  return firstDay(monthLater(month, 1));
}

export function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
