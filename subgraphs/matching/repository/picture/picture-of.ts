import { groupsOf, type GroupConclusion } from '../../priority/groups-of.ts';
import type { PriorityFacts } from '../../priority/priority-facts.ts';
import type { PriorityRule } from '../../priority/priority-rule.ts';
import { conflictsOf, type Conflict } from './conflicts-of.ts';
import type { PersonRecords } from './person-records.ts';
import { personTimeline, type PersonSlice } from './person-timeline.ts';
import { priorityFactsOf } from './priority-facts-of.ts';

/** The employment picture of a person: all that is kept of what the agencies say. */
export interface PersonPicture {
  readonly personKey: string;
  /** In the order of time, the last one open. */
  readonly slices: readonly [...PersonSlice[], PersonSlice];
  readonly groups: readonly GroupConclusion[];
  readonly conflicts: readonly Conflict[];
}

export interface ConcludedPicture {
  readonly picture: PersonPicture;
  /** What the groups were concluded from: not kept. */
  readonly facts: PriorityFacts;
}

/**
 * The picture of a person on a day. Pure: the same records on the same day under the same rules are the same picture, so
 * a repository that is built again is the one that has been running. Null for somebody alive of whom labour has
 * nothing: no picture is kept.
 */
export function pictureOf(
  records: PersonRecords,
  day: string,
  rules: readonly PriorityRule[],
): ConcludedPicture | null {
  const slices = personTimeline(records, day);
  const last = slices.at(-1);
  if (last === undefined) return null;
  const facts = priorityFactsOf(records, last.value, day);
  return {
    facts,
    picture: {
      personKey: records.personKey,
      slices: [...slices.slice(0, -1), last],
      groups: groupsOf(facts, day, rules),
      conflicts: conflictsOf(records, day),
    },
  };
}
