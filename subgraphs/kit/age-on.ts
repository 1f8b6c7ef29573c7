/**
 * How many years old somebody is on a day: a year is added on the birthday itself, for one born on 29 February on 1 March
 * of a common year. Null where either is no day or the day lies before the birth.
 */
export function ageOn(bornOn: unknown, day: string): number | null {
  const [birth, at] = [partsOf(bornOn), partsOf(day)];
  if (!birth || !at) return null;
  const age = at.year - birth.year - (at.monthAndDay < birth.monthAndDay ? 1 : 0);
  return age < 0 ? null : age;
}

function partsOf(day: unknown): { readonly year: number; readonly monthAndDay: string } | null {
  const [, year, monthAndDay] = /^(\d{4})-(\d{2}-\d{2})$/u.exec(typeof day === 'string' ? day : '') ?? [];
  return year !== undefined && monthAndDay !== undefined ? { year: Number(year), monthAndDay } : null;
}
