import type { DivisionTable } from './division.ts';
import { toHalfWidth } from './half-width.ts';

declare const brand: unique symbol;
/** A unified social credit code (GB 32100-2015) in canonical form, 18 characters. */
export type CreditCode = string & { readonly [brand]: 'CreditCode' };

/**
 * `ORGANISATION`: the organisation code inside (GB 11714) fails its own check. Some codes that were really issued
 * fail a check, so a fault is a quality flag for a record, never a reason to drop it.
 */
export type CreditCodeFault = 'MALFORMED' | 'CHECK_CHARACTER' | 'ORGANISATION' | 'DIVISION';
export type CreditCodeCheck =
  { readonly ok: true; readonly code: CreditCode } | { readonly ok: false; readonly fault: CreditCodeFault };

/** Without I, O, S, V and Z, so that a letter's value is its index here and not its distance from A. */
export const CREDIT_CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The check character of an organisation code's first eight (GB 11714). Throws a `RangeError` for another form. */
export function organisationCheckCharacter(first8: string): string {
  if (!/^[0-9A-Z]{8}$/u.test(first8)) throw new RangeError('an organisation code has eight characters');
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * ORGANISATION_ALPHABET.indexOf(first8.charAt(i)),
    0,
  );
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}

/** The check character of a credit code's first 17. Throws a `RangeError` for another form. */
export function creditCodeCheckCharacter(first17: string): string {
  if (!/^[0-9A-HJ-NPQRTUWXY]{17}$/u.test(first17))
    throw new RangeError('a credit code begins with 17 characters');
  const sum = WEIGHTS.reduce(
    (total, weight, i) => total + weight * CREDIT_CODE_ALPHABET.indexOf(first17.charAt(i)),
    0,
  );
  return CREDIT_CODE_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** The canonical form of a code as recorded: half width, upper case. Null where it has not the form of one. */
export function normaliseCreditCode(recorded: string): string | null {
  const text = toHalfWidth(recorded);
  return /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/u.test(text) ? text : null;
}

/** Checks a code as recorded: form, check character, the organisation code inside, division. */
export function checkCreditCode(recorded: string, divisions: DivisionTable): CreditCodeCheck {
  const text = normaliseCreditCode(recorded);
  if (text === null) return { ok: false, fault: 'MALFORMED' };
  if (creditCodeCheckCharacter(text.slice(0, 17)) !== text.charAt(17)) {
    return { ok: false, fault: 'CHECK_CHARACTER' };
  }
  if (organisationCheckCharacter(text.slice(8, 16)) !== text.charAt(16)) {
    return { ok: false, fault: 'ORGANISATION' };
  }
  if (!divisions.isAssigned(text.slice(2, 8))) return { ok: false, fault: 'DIVISION' };
  return { ok: true, code: text as CreditCode };
}

export interface CreditCodeParts {
  /** Registering authority and kind of body, two characters: `91` firm, `92` sole trader, `93` farmers' cooperative. */
  readonly category: string;
  /** Six digits; synthetic firms have `2399xx`. */
  readonly division: string;
  /** The first eight of the organisation code. */
  readonly organisation: string;
}

/** Makes the code of these parts. Throws a `RangeError` for parts that do not fit. */
export function makeCreditCode(parts: CreditCodeParts): CreditCode {
  const first17 =
    parts.category + parts.division + parts.organisation + organisationCheckCharacter(parts.organisation);
  return (first17 + creditCodeCheckCharacter(first17)) as CreditCode;
}
