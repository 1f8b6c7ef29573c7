/** What canonical JSON can say here. Numbers are safe integers: nothing else prints alike everywhere. */
export type CanonicalValue =
  string | number | boolean | null | readonly CanonicalValue[] | { readonly [name: string]: CanonicalValue };

/**
 * One text for one value: members sorted by their names' UTF-16 code units, no white space (RFC 8785 for values
 * without fractions). Throws on a number that is no safe integer and on unpaired surrogates, which have no UTF-8.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError('canonical JSON holds safe integers only');
  if (typeof value === 'string' && !value.isWellFormed())
    throw new RangeError('canonical JSON holds well-formed text only');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`).join(',')}}`;
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
