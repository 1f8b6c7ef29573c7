/**
 * How surely two records speak of one person. `A`: an exact resident number whose check digit holds. `B`: the exact
 * number of another document. `C`: anything less (a provisional number, a name): for a person to look at, never a
 * finding by itself.
 */
export type MatchTier = 'A' | 'B' | 'C';

const TIERS: Readonly<Record<string, MatchTier>> = { RID: 'A', HMT: 'B', PASSPORT: 'B', BIRTH: 'B' };

/**
 * The tier of what is joined by this canonical person key; no key is the weakest. A number that the register had
 * written differently (15 digits, full width) was made canonical first, which is one step less than exact.
 */
export function matchTierOf(personKey: string | null, qualityFlag: unknown = null): MatchTier {
  const tier = TIERS[personKey?.split(':', 1)[0] ?? ''] ?? 'C';
  const isRewritten = typeof qualityFlag === 'string' && qualityFlag.startsWith('ID_');
  return tier === 'A' && isRewritten ? 'B' : tier;
}

/** A chain is as sure as its weakest link; an empty one proves nothing. */
export function weakestTier(tiers: readonly MatchTier[]): MatchTier {
  if (tiers.length === 0 || tiers.includes('C')) return 'C';
  return tiers.includes('B') ? 'B' : 'A';
}
