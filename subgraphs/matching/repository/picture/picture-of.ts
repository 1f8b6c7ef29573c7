import { conflictsOf, type Conflict } from './conflicts-of.ts';
import { groupsOf, type GroupAnswers } from './groups-of.ts';
import type { PersonRecords } from './person-records.ts';
import { personTimeline, type PersonSlice } from './person-timeline.ts';

/** The employment picture of a person: all that is kept of what the agencies say. */
export interface PersonPicture {
  readonly personKey: string;
  /** In the order of time, the last one open. */
  readonly slices: readonly PersonSlice[];
  readonly groups: GroupAnswers;
  readonly conflicts: readonly Conflict[];
}

/**
 * The picture of a person on a day. Pure: the same records on the same day are the same picture, so a repository that is
 * built again is the one that has been running. Null for somebody of whom labour has nothing: no picture is kept.
 */
export function pictureOf(records: PersonRecords, day: string): PersonPicture | null {
  const slices = personTimeline(records, day);
  const last = slices.at(-1);
  if (last === undefined) return null;
  return {
    personKey: records.personKey,
    slices,
    groups: groupsOf(records, last.value, day),
    conflicts: conflictsOf(records, day),
  };
}
