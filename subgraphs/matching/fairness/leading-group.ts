import type { PriorityGroup } from '../market/priority-group.ts';

/** Whoever is in none. */
const NO_GROUP = 'NONE';

/**
 * Groups overlap, a distribution needs parts that do not: of somebody's groups the first in this order counts, those with
 * the strongest claim in law first. The figures by group (`exposureRatio`) take each membership as it is.
 */
const ORDER: readonly PriorityGroup[] = [
  'ZERO_EMPLOYMENT',
  'DISABLED',
  'DIBAO',
  'LANDLESS',
  'LONG_TERM',
  'OVER_50_40',
  'GRADUATE',
];

export function leadingGroup(groups: readonly PriorityGroup[]): PriorityGroup | typeof NO_GROUP {
  return ORDER.find((group) => groups.includes(group)) ?? NO_GROUP;
}
