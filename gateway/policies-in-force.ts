import type { PolicySet } from '../policies/compile-policy.ts';
import { meetTables } from '../policies/meet-tables.ts';
import type { DecisionTable, PurposeId, Subject } from '../policies/vocabulary.ts';

/** The policies that hold at the moment of asking. */
export interface PoliciesInForce {
  purposesOf(subject: Subject): readonly PurposeId[];
  /** Equal questions under unchanged policies get the same table, so that what is derived from it can be kept with it. */
  table(subject: Subject, purpose: PurposeId, hasCase: boolean): DecisionTable;
}

/**
 * Asks policies at the clock's reading. While that is less than the greatest it ever was, somebody has put the clock
 * forth or back and nobody knows which instant it is: then only what is permitted at both is permitted.
 */
export function createPoliciesInForce(
  policies: Pick<PolicySet, 'purposesOf' | 'table'>,
  now: () => Date,
): PoliciesInForce {
  let greatest = now();
  const met = new WeakMap<DecisionTable, WeakMap<DecisionTable, DecisionTable>>();

  function meetOnce(one: DecisionTable, other: DecisionTable): DecisionTable {
    const meetings = met.get(one) ?? new WeakMap<DecisionTable, DecisionTable>();
    met.set(one, meetings);
    const meeting = meetings.get(other) ?? meetTables(one, other);
    meetings.set(other, meeting);
    return meeting;
  }

  function readClock(): { readonly at: Date; readonly isBehind: boolean } {
    const at = now();
    if (at > greatest) greatest = at;
    return { at, isBehind: at < greatest };
  }

  return {
    purposesOf(subject) {
      const { at, isBehind } = readClock();
      const purposes = policies.purposesOf(subject, at);
      if (!isBehind) return purposes;
      const others = policies.purposesOf(subject, greatest);
      return purposes.filter((purpose) => others.includes(purpose));
    },
    table(subject, purpose, hasCase) {
      const { at, isBehind } = readClock();
      const table = policies.table(subject, purpose, at, hasCase);
      if (!isBehind) return table;
      const other = policies.table(subject, purpose, greatest, hasCase);
      return other === table ? table : meetOnce(table, other);
    },
  };
}
