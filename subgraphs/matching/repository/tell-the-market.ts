import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { ConcludeGroups } from '../priority/conclude-groups.ts';
import type { AskCorrections } from '../service/tasks/ask-corrections.ts';
import { nothingKnownOf } from './picture/priority-facts-of.ts';
import { standingFrom, type Standing } from './standing-of.ts';
import type { ChangedPicture, OnChanged } from './store/repository-store.ts';

/** Whom it concerns that a picture has changed; each in the transaction that keeps the picture. */
export interface TellingParts {
  readonly concludeGroups: ConcludeGroups;
  /** Tells matching whether somebody may be matched at all. */
  readonly setStanding: (client: pg.ClientBase, personKey: PersonKey, standing: Standing) => Promise<void>;
  /** Asks agencies to correct their records. */
  readonly askCorrections: AskCorrections;
}

/** What follows from a picture that has changed: groups and proposed cases, who is matched, what is to be corrected. */
export function tellTheMarket(parts: TellingParts): OnChanged {
  return async (client, changed, day) => {
    for (const each of changed) await tellOf(client, each, { ...parts, day });
  };
}

async function tellOf(
  client: pg.ClientBase,
  { personKey, concluded }: ChangedPicture,
  { day, ...parts }: TellingParts & { readonly day: string },
): Promise<void> {
  const now =
    concluded === null ? null : (concluded.picture.slices.at(-1) ?? concluded.picture.slices[0]).value;
  // WHY first: it takes the lock under which profiles are kept, so that whoever signs up now is not missed by both.
  await parts.concludeGroups(client, concluded?.facts ?? nothingKnownOf(personKey), day);
  await parts.setStanding(client, personKey as PersonKey, standingFrom(now?.status ?? null));
  const conflicts = concluded?.picture.conflicts ?? [];
  await parts.askCorrections(client, { personKey, county: now?.county ?? null, conflicts }, day);
}
