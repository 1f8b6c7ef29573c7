import { createHash } from 'node:crypto';
import type { TargetDistribution } from './target-distribution.ts';

/**
 * How many of `length` places each category gets: its share rounded down or up, so that all together are `length`. `turn`, 0 to
 * 1, decides who is rounded up: over lists with evenly spread turns each category gets its share on the average, also one of
 * which the share is less than one place (systematic sampling, Madow 1949). Without it, a group of one in thirty would never
 * be among ten.
 */
export function quotasOf(
  target: TargetDistribution,
  length: number,
  turn: number,
): ReadonlyMap<string, number> {
  const quotas = new Map<string, number>();
  let sum = 0;
  let before = 0;
  for (const [at, [category, share]] of [...target].entries()) {
    sum += share;
    // Shares of floats may sum to a little less or more than one.
    const until = at === target.size - 1 ? length : Math.floor(length * sum + turn + 1e-9);
    quotas.set(category, until - before);
    before = until;
  }
  return quotas;
}

/** The turn of a list by its name, such as a vacancy id: the same each time, so that a list does not change by being looked at. */
export function turnOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
}
