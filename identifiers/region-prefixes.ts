import { DIVISION_CHANGES } from './division-changes.ts';
import { regionPrefix, withinRegion } from './division.ts';

const known = new Map<string, readonly string[]>();

/**
 * The prefixes of all codes that a region has or had: its own, and the retired codes of which everything lies in it today
 * (records keep the code under which they were written down). A code whose area was divided counts for a region that holds
 * all parts, not for one of the parts: which record lies in which part, six digits do not say.
 * @param region a division code in use
 * @throws RangeError where it is no division code
 */
export function regionPrefixes(region: string): readonly string[] {
  const own = regionPrefix(region);
  let prefixes = known.get(own);
  if (!prefixes) {
    const retired = DIVISION_CHANGES.filter(({ now }) => now.every((code) => withinRegion(code, region)));
    const beyond = retired.map((change) => change.retired).filter((code) => !code.startsWith(own));
    prefixes = [own, ...beyond.toSorted()];
    known.set(own, prefixes);
  }
  return prefixes;
}
