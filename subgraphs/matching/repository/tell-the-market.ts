import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { KeepGroups } from '../priority/keep-groups.ts';
import type { MarketBook } from '../service/market-book.ts';
import type { AskCorrections } from '../service/tasks/ask-corrections.ts';
import { standingFrom, type Standing } from './standing-of.ts';
import type { ChangedPicture, OnChanged } from './store/repository-store.ts';

/** Whom it concerns that pictures have changed; each in the transaction that keeps them. */
export interface TellingParts {
  readonly keepGroups: KeepGroups;
  readonly profilesAmong: MarketBook['profilesAmong'];
  /** Tells matching whether somebody may be matched at all. */
  readonly setStanding: (client: pg.ClientBase, personKey: PersonKey, standing: Standing) => Promise<void>;
  /** Asks agencies to correct their records. */
  readonly askCorrections: AskCorrections;
}

/** What follows from pictures that have changed: groups and proposed cases, who is matched, what is to be corrected. */
export function tellTheMarket(parts: TellingParts): OnChanged {
  return async (client, changed, day) => {
    // WHY first: it takes the lock under which profiles are kept, so that whoever signs up now is not missed by both.
    await parts.keepGroups(client, changed.map(groupsIn), day);
    await setStandings(client, changed, parts);
    await parts.askCorrections(client, changed.map(conflictsIn), day);
  };
}

function groupsIn({ personKey, concluded }: ChangedPicture): Parameters<KeepGroups>[1][number] {
  return { personKey, facts: concluded?.facts ?? null, groups: concluded?.picture.groups ?? [] };
}

function conflictsIn(changed: ChangedPicture): Parameters<AskCorrections>[1][number] {
  const { personKey, concluded } = changed;
  return { personKey, county: nowIn(changed)?.county ?? null, conflicts: concluded?.picture.conflicts ?? [] };
}

function nowIn({ concluded }: ChangedPicture) {
  const slices = concluded?.picture.slices;
  return slices === undefined ? null : (slices.at(-1) ?? slices[0]).value;
}

async function setStandings(
  client: pg.ClientBase,
  changed: readonly ChangedPicture[],
  { profilesAmong, setStanding }: TellingParts,
): Promise<void> {
  const withProfile = await profilesAmong(
    client,
    changed.map(({ personKey }) => personKey),
  );
  for (const each of changed)
    if (withProfile.has(each.personKey))
      await setStanding(client, each.personKey as PersonKey, standingFrom(nowIn(each)?.status ?? null));
}
