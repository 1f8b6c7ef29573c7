import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { KeepGroups } from '../priority/keep-groups.ts';
import type { Standing } from '../market/check-jobseeker.ts';
import type { AskCorrections } from '../service/tasks/ask-corrections.ts';
import { standingFrom } from './standing-of.ts';
import type { ChangedPicture, OnChanged } from './store/repository-store.ts';

/** Whom it concerns that pictures have changed; each in the transaction that keeps them. */
export interface TellingParts {
  readonly keepGroups: KeepGroups;
  /** Tells matching of each whether they may be matched at all. */
  readonly setStandings: (
    client: pg.ClientBase,
    standings: ReadonlyMap<PersonKey, Standing>,
  ) => Promise<void>;
  /** Asks agencies to correct their records. */
  readonly askCorrections: AskCorrections;
}

/** What follows from pictures that have changed: groups and proposed cases, who is matched, what is to be corrected. */
export function tellTheMarket(parts: TellingParts): OnChanged {
  return async (client, changed, day) => {
    // WHY first: it takes the lock under which profiles are kept, so that whoever signs up now is not missed by both.
    await parts.keepGroups(client, changed.map(groupsIn), day);
    await parts.setStandings(client, new Map(changed.map(standingIn)));
    await parts.askCorrections(client, changed.map(conflictsIn), day);
  };
}

function groupsIn({ personKey, concluded }: ChangedPicture): Parameters<KeepGroups>[1][number] {
  return { personKey, facts: concluded?.facts ?? null, groups: concluded?.picture.groups ?? [] };
}

function standingIn(changed: ChangedPicture): [PersonKey, Standing] {
  return [changed.personKey as PersonKey, standingFrom(nowIn(changed)?.status ?? null)];
}

function conflictsIn(changed: ChangedPicture): Parameters<AskCorrections>[1][number] {
  const { personKey, concluded } = changed;
  return { personKey, county: nowIn(changed)?.county ?? null, conflicts: concluded?.picture.conflicts ?? [] };
}

function nowIn({ concluded }: ChangedPicture) {
  const slices = concluded?.picture.slices;
  return slices === undefined ? null : (slices.at(-1) ?? slices[0]).value;
}
