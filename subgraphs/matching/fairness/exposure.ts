/** How far down a list people look, in figures. */
export const DEPTH = 10;

/** What attention a place in a list has: 1 at the top, 1 / log2(1 + rank) below, as in DCG. Ranks count from 1. */
export function attentionAt(rank: number): number {
  return 1 / Math.log2(1 + rank);
}

/**
 * The attention that each of `items` has over all lists, of which the first `depth` are looked at.
 *
 * @param lists indexes of items, best first
 */
export function exposureOf(lists: Iterable<Iterable<number>>, items: number, depth = DEPTH): Float64Array {
  const exposure = new Float64Array(items);
  for (const list of lists) {
    let rank = 0;
    for (const item of list) {
      rank += 1;
      if (rank > depth) break;
      exposure[item] = (exposure[item] ?? 0) + attentionAt(rank);
    }
  }
  return exposure;
}

/**
 * Exposure of a member of the group over that of another, on the average: 1 where both are seen alike, less where
 * members are seen less. NaN where one of both is nobody, or nobody but members is seen.
 */
export function exposureRatio(exposure: Float64Array, isMember: (item: number) => boolean): number {
  const sums = { inside: 0, outside: 0 };
  const counts = { inside: 0, outside: 0 };
  exposure.forEach((value, item) => {
    const side = isMember(item) ? 'inside' : 'outside';
    sums[side] += value;
    counts[side] += 1;
  });
  const others = sums.outside / counts.outside;
  return others === 0 ? NaN : sums.inside / counts.inside / others;
}

/** Share of the items that nobody sees: in no list's first `depth`. NaN of none. */
export function shareUnseen(exposure: Float64Array): number {
  return exposure.reduce((count, value) => count + Number(value === 0), 0) / exposure.length;
}
