import { isCalendarDay } from './calendar-day.ts';
import type { DivisionTable } from './division.ts';
import { toHalfWidth } from './half-width.ts';

declare const brand: unique symbol;
/** A resident ID (GB 11643-1999) in canonical form: 17 digits and a check character, `0`–`9` or `X`. */
export type ResidentId = string & { readonly [brand]: 'ResidentId' };

export type ResidentIdFault = 'MALFORMED' | 'CHECK_DIGIT' | 'DATE' | 'DIVISION';
export type ResidentIdCheck =
  { readonly ok: true; readonly id: ResidentId } | { readonly ok: false; readonly fault: ResidentIdFault };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

/** The check character of the first 17 digits. Throws a `RangeError` unless there are exactly 17. */
export function residentIdCheckCharacter(first17: string): string {
  if (!/^\d{17}$/u.test(first17)) throw new RangeError('a check character needs 17 digits');
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (first17.charCodeAt(i) - 48), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/**
 * The 18 characters that a number as recorded stands for: full width made half, `x` raised, 15 digits extended (century
 * 19, check computed). Null where it has not the form of a resident ID. Says nothing on validity.
 */
export function normaliseResidentId(recorded: string): string | null {
  const text = toHalfWidth(recorded);
  if (/^\d{17}[\dX]$/u.test(text)) return text;
  if (!/^\d{15}$/u.test(text)) return null;
  const first17 = `${text.slice(0, 6)}19${text.slice(6)}`;
  return first17 + residentIdCheckCharacter(first17);
}

/** Checks a number as recorded: form, check character, calendar date of birth, division. */
export function checkResidentId(recorded: string, divisions: DivisionTable): ResidentIdCheck {
  const text = normaliseResidentId(recorded);
  if (text === null) return { ok: false, fault: 'MALFORMED' };
  if (residentIdCheckCharacter(text.slice(0, 17)) !== text.charAt(17)) {
    return { ok: false, fault: 'CHECK_DIGIT' };
  }
  const id = text as ResidentId;
  const born = birthDateOf(id);
  if (!isBirthDate(born)) return { ok: false, fault: 'DATE' };
  if (!divisions.isAssigned(text.slice(0, 6), born)) return { ok: false, fault: 'DIVISION' };
  return { ok: true, id };
}

/** The birth date inside an ID, `YYYY-MM-DD`. */
export function birthDateOf(id: ResidentId): string {
  return `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
}

/** The sex inside an ID: odd sequence numbers are men's. */
export function sexOf(id: ResidentId): 'MALE' | 'FEMALE' {
  return id.charCodeAt(16) % 2 === 1 ? 'MALE' : 'FEMALE';
}

export interface ResidentIdParts {
  /** Six digits; synthetic people have `2399xx`. */
  readonly division: string;
  /** `YYYY-MM-DD`. */
  readonly bornOn: string;
  /** 0 to 999; odd for men. */
  readonly sequence: number;
}

/** Makes the ID of these parts. Throws a `RangeError` for parts that do not fit. */
export function makeResidentId(parts: ResidentIdParts): ResidentId {
  if (!isBirthDate(parts.bornOn)) throw new RangeError('not a calendar date');
  const first17 = parts.division + parts.bornOn.replaceAll('-', '') + String(parts.sequence).padStart(3, '0');
  return (first17 + residentIdCheckCharacter(first17)) as ResidentId;
}

/** A day on which somebody who was ever given a number can have been born. */
function isBirthDate(date: string): boolean {
  return isCalendarDay(date) && date >= '1800';
}
