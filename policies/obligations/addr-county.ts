import { type Mask, maskKind } from './mask.ts';

/** Keeps the leading digits of a division code and fills up with zeros; what is no code becomes null. */
export function coarserDivision(value: unknown, kept: number): string | null {
  if (typeof value !== 'string' || !/^[0-9]{6}(?:[0-9]{3}){0,2}$/u.test(value)) return null;
  return value.slice(0, kept).padEnd(6, '0');
}

/**
 * The county of a division code. Codes are cut, never addresses: an address has no reliable county, so it is null.
 * The name of the county is the reader's to look up: a mask has no table of names that could be out of date.
 */
export const addressCounty: Mask = {
  kind: maskKind('addr.county'),
  discloses: 2,
  fits: ['DivisionCode'],
  words: { en: 'place, to the county', zh: '地址（精确到县区）' },
  apply: (value) => coarserDivision(value, 6),
};
