import { DEPTH } from './exposure.ts';
import type { TargetDistribution } from './target-distribution.ts';

/**
 * skew@k of Geyik et al. (2019): the logarithm of a category's share among the first `depth` over its target share. 0 as
 * meant, below it too few, above it too many; -∞ where there is none of it.
 *
 * @param categories of the people in a list, best first
 * @throws RangeError where the target does not name the category
 */
export function skewAt(
  categories: readonly string[],
  target: TargetDistribution,
  category: string,
  depth = DEPTH,
): number {
  const share = target.get(category);
  if (share === undefined) throw new RangeError(`the target says nothing of \`${category}\``);
  const first = categories.slice(0, depth);
  return Math.log(first.filter((one) => one === category).length / first.length / share);
}
