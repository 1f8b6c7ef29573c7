import type { AggregatedGroup, SourceValue } from '../../../connectors/contract.ts';

/** Groups by their values, null last: an order that tells nothing but what the values tell. */
export function orderGroups(groups: readonly AggregatedGroup[]): readonly AggregatedGroup[] {
  return groups.toSorted((one, other) => {
    for (const [at, value] of one.group.entries()) {
      const order = compareValues(value, other.group[at] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareValues(one: SourceValue, other: SourceValue): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
