/** What share of a list each category is meant to have; a category is any partition of the people, such as a priority group and nobody's. */
export type TargetDistribution = ReadonlyMap<string, number>;

/** Shares of floats that should sum to one do so within this. */
const ROUNDING = 1e-9;

/** @throws RangeError where the shares are not above 0 or do not sum to 1 */
export function checkTarget(target: TargetDistribution): void {
  const shares = [...target.values()];
  if (!shares.every((share) => share > 0 && share <= 1)) {
    throw new RangeError('each share of a target must be above 0 and no more than 1');
  }
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > ROUNDING) throw new RangeError('the shares of a target must sum to 1');
}

/** The distribution among these people themselves: with it as target each is seen as often as they are there. */
export function distributionOf(categories: readonly string[]): TargetDistribution {
  const counts = new Map<string, number>();
  for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1);
  return new Map(Array.from(counts, ([category, count]) => [category, count / categories.length]));
}
