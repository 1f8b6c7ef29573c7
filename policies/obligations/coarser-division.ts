const DIVISION_CODE = /^(?!00)[0-9]{6}(?:[0-9]{3}){0,2}$/u;

/**
 * Keeps the leading digits of a division code and fills up with zeros to six; what is no code becomes null. Codes are
 * cut, never addresses: an address has no reliable county. Names are the reader's to look up: a mask has no table that
 * could be out of date.
 */
export function coarserDivision(value: unknown, kept: number): string | null {
  if (typeof value !== 'string' || !DIVISION_CODE.test(value)) return null;
  return value.slice(0, kept).padEnd(6, '0');
}
