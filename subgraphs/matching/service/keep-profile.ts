import { SluiceError } from '../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import { openCaseOf } from './cases/open-case-of.ts';
import { tellMatching } from './declines/note-decline.ts';
import { groupsOfPerson } from './groups-of-person.ts';
import { holdPerson } from './hold-person.ts';
import { serves, type PartyOf } from './party.ts';
import { remember } from './remember.ts';
import type { ServiceWork } from './service-work.ts';

/**
 * Keeps what somebody says of themselves: they alone, or their adviser with them, under an open case.
 * @throws SluiceError SERVICE_NOT_YOURS, SERVICE_CASE_MISSING
 */
export async function keepProfile(
  work: ServiceWork,
  personKey: string,
  profile: ProfileDraft,
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<void> {
  if (by.side === 'JOBSEEKER' && by.personKey !== personKey) throw new SluiceError('SERVICE_NOT_YOURS');
  const { client, market, now } = work;
  await holdPerson(client, personKey);
  if (by.side === 'ADVISER' && !serves(by, (await openCaseOf(work, personKey)).county))
    throw new SluiceError('SERVICE_CASE_MISSING');
  await market.keepProfile(client, personKey as PersonKey, profile, now);
  // What came before there was a profile to keep it in.
  const { rowCount } = await client.query(
    'SELECT FROM service.consent WHERE person_key = $1 AND withdrawn_at IS NULL',
    [personKey],
  );
  await market.setConsented(client, personKey as PersonKey, rowCount === 1);
  await market.setGroups(client, personKey as PersonKey, await groupsOfPerson(work, personKey));
  await tellMatching(work, personKey);
  await remember(work, { act: 'PROFILE_KEPT', by, personKey, county: profile.county });
}
