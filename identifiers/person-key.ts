import { everyProvince, type DivisionTable } from './division.ts';
import { toHalfWidth } from './half-width.ts';
import { checkResidentId } from './resident-id.ts';

declare const brand: unique symbol;
/** The canonical name of a person in the graph: `KIND:NUMBER`, the number normalised. */
export type PersonKey = string & { readonly [brand]: 'PersonKey' };

/**
 * Resident ID · permit of Hong Kong, Macao or Taiwan · passport (issuing state and number, `UTO-L898902C3`) · birth
 * certificate · provisional hospital number.
 */
export const ID_KINDS = ['RID', 'HMT', 'PASSPORT', 'BIRTH', 'HOSP'] as const;
export type IdKind = (typeof ID_KINDS)[number];

export interface PersonKeyParts {
  readonly kind: IdKind;
  readonly number: string;
}

const FORMS: Readonly<Record<Exclude<IdKind, 'RID'>, RegExp>> = {
  HMT: /^(?:[HM]\d{8}(?:\d{2})?|\d{8}(?:\d{2})?)$/u,
  PASSPORT: /^[A-Z]{3}-[A-Z0-9]{5,15}$/u,
  BIRTH: /^[A-Z]\d{9}$/u,
  HOSP: /^[A-Z0-9]{4,18}-[A-Z0-9]{1,20}$/u,
};

/**
 * The key of a number as recorded, or null where it is unsound: unknown kind, wrong form, and for resident IDs a
 * failing check character, date or division. Null is "identity not established", never "nobody".
 */
export function personKeyOf(
  idKind: string | null,
  idNumber: string | null,
  divisions: DivisionTable = everyProvince,
): PersonKey | null {
  if (idKind === null || idNumber === null || !isIdKind(idKind)) return null;
  if (idKind === 'RID') {
    const check = checkResidentId(idNumber, divisions);
    return check.ok ? formatPersonKey({ kind: 'RID', number: check.id }) : null;
  }
  const number = toHalfWidth(idNumber);
  return FORMS[idKind].test(number) ? formatPersonKey({ kind: idKind, number }) : null;
}

/**
 * Reads a key in canonical form; null for any other text. A key is accepted exactly where `personKeyOf` would make
 * it, so `parse` doubles as the check of an identifier that a caller sends.
 */
export function parsePersonKey(
  text: string,
  divisions: DivisionTable = everyProvince,
): PersonKeyParts | null {
  const at = text.indexOf(':');
  if (at < 0) return null;
  const [kind, number] = [text.slice(0, at), text.slice(at + 1)];
  if (!isIdKind(kind) || personKeyOf(kind, number, divisions) !== text) return null;
  return { kind, number };
}

/** Writes a key from parts that are already normalised. */
export function formatPersonKey(parts: PersonKeyParts): PersonKey {
  return `${parts.kind}:${parts.number}` as PersonKey;
}

function isIdKind(text: string): text is IdKind {
  return (ID_KINDS as readonly string[]).includes(text);
}
