import { isCalendarDay } from '../../identifiers/calendar-day.ts';

/** Year and month as written (`2026`, `07`) of a calendar day or an instant; null where the value is none. */
export function calendarParts(value: unknown): { readonly year: string; readonly month: string } | null {
  if (typeof value !== 'string') return null;
  const day = value.slice(0, 10);
  const rest = value.slice(10);
  // Which forms an instant may have is its source's matter: only its day is shown.
  if (!isCalendarDay(day) || !(rest === '' || rest.startsWith('T'))) return null;
  return { year: day.slice(0, 4), month: day.slice(5, 7) };
}
