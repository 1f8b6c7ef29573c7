const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/u;

/** Year and month of a calendar day or an instant; null where the value is none. */
export function calendarParts(value: unknown): { readonly year: string; readonly month: string } | null {
  const [, year, month, day] = (typeof value === 'string' ? DATE.exec(value) : null) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const instant = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const exists =
    !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(`${year}-${month}-${day}`);
  return exists ? { year, month } : null;
}
