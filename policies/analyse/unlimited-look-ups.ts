import { isUnlimitedLookUp } from '../hidden-look-up.ts';
import type { FieldCoordinate, RuleId } from '../vocabulary.ts';
import { type Analysed, tableOf, tablesOf } from './cells.ts';

/** A rule that lets somebody look up, as often as they like, what is hidden from them. */
export interface UnlimitedLookUp {
  readonly rule: RuleId;
  /** Sorted. */
  readonly fields: readonly FieldCoordinate[];
}

/** Those of all subjects there could be, from an instant on, in the order in which they are found. */
export function unlimitedLookUps(analysed: Analysed, at: Date): readonly UnlimitedLookUp[] {
  const found = new Map<RuleId, Set<FieldCoordinate>>();
  for (const owner of tablesOf(analysed, at)) {
    const table = tableOf(analysed.policies, owner);
    for (const { fields } of analysed.domain.groups) {
      if (!isUnlimitedLookUp(table, fields[0])) continue;
      for (const rule of table.decide(fields[0], 'filter-eq').rules)
        found.set(rule, new Set([...(found.get(rule) ?? []), ...fields]));
    }
  }
  return [...found].map(([rule, fields]) => ({ rule, fields: [...fields].toSorted() }));
}
