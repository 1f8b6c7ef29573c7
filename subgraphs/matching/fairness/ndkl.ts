import { attentionAt } from './exposure.ts';
import type { TargetDistribution } from './target-distribution.ts';

/**
 * Normalised discounted cumulative Kullback–Leibler divergence (Geyik et al. 2019): how far a whole list is from the
 * target, each beginning of it weighed as the place where it ends is seen. 0 only where every beginning is as meant;
 * no list has less than its first place makes of it. NaN of an empty list.
 *
 * @param categories of the people in a list, best first
 * @throws RangeError where the target does not name one of them
 */
export function ndkl(categories: readonly string[], target: TargetDistribution): number {
  const counts = new Map<string, number>();
  let sum = 0;
  let normaliser = 0;
  categories.forEach((category, at) => {
    if (!target.has(category)) throw new RangeError(`the target says nothing of \`${category}\``);
    counts.set(category, (counts.get(category) ?? 0) + 1);
    const attention = attentionAt(at + 1);
    sum += attention * divergence(counts, at + 1, target);
    normaliser += attention;
  });
  return sum / normaliser;
}

/** Kullback–Leibler, in nats; what is not there adds nothing. */
function divergence(counts: ReadonlyMap<string, number>, total: number, target: TargetDistribution): number {
  let sum = 0;
  for (const [category, count] of counts) {
    const share = count / total;
    sum += share * Math.log(share / (target.get(category) ?? 0));
  }
  return sum;
}
