import { SluiceError } from '../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import { openCaseOf } from './cases/open-case-of.ts';
import { assertServedBy } from './consents/consent-in-force.ts';
import { tellMatching } from './declines/note-decline.ts';
import { groupsOfPerson } from './groups-of-person.ts';
import { holdPerson } from './hold-person.ts';
import { serves, signatureOf, type PartyOf } from './party.ts';
import { remember } from './remember.ts';
import type { ServiceWork } from './service-work.ts';

/**
 * Keeps what somebody says of themselves: they alone, or their adviser with them, under an open case. An adviser is not shown
 * what somebody can not do or needs, and so only adds to it. Kept again by the same in the same words, it stays as it is.
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
  const former = (await market.readJobseeker(client, personKey as PersonKey))?.jobseeker ?? null;
  const caseId = by.side === 'ADVISER' ? await caseServedBy(work, { personKey, former }, by) : null;
  const kept = caseId === null || former === null ? profile : withFormerNeeds(former, profile);
  const isNew = await market.keepProfile(client, personKey as PersonKey, kept, now);
  // What came before there was a profile to keep it in.
  const { rowCount } = await client.query(
    'SELECT FROM service.consent WHERE person_key = $1 AND withdrawn_at IS NULL',
    [personKey],
  );
  await market.setConsented(client, personKey as PersonKey, rowCount === 1);
  await market.setGroups(client, new Map([[personKey as PersonKey, await groupsOfPerson(work, personKey)]]));
  await tellMatching(work, personKey);
  const added = profile.licences.filter((each) => former?.licences.includes(each) !== true);
  if (caseId !== null && added.length > 0) {
    const noted = { caseId, personKey, county: profile.county, reason: added.join(',') };
    await remember(work, { act: 'LICENCES_NOTED', by, ...noted });
  }
  if (isNew || !(await isLastKeptBy(work, personKey, caseId, by)))
    await remember(work, { act: 'PROFILE_KEPT', by, caseId, personKey, county: profile.county });
}

/** Whether it was this party that kept the profile last, under this case or under none. */
async function isLastKeptBy(
  { client }: ServiceWork,
  personKey: string,
  caseId: string | null,
  party: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<boolean> {
  const { byKind, by } = signatureOf(party);
  const { rowCount } = await client.query(
    `SELECT FROM service.history
     WHERE record_id = (SELECT max(record_id) FROM service.history WHERE person_key = $1 AND act = 'PROFILE_KEPT')
       AND by_kind = $2 AND by IS NOT DISTINCT FROM $3 AND case_id IS NOT DISTINCT FROM $4`,
    [personKey, byKind, by, caseId],
  );
  return rowCount === 1;
}

/**
 * The case under which an adviser may keep the profile. WHY more than the case, where the adviser opened it: who lives and is
 * served elsewhere is not to be read, nor written over, by opening a case here.
 * @throws SluiceError SERVICE_CASE_MISSING, also where the case is another region's; SERVICE_NOT_YOURS
 */
async function caseServedBy(
  work: ServiceWork,
  { personKey, former }: { readonly personKey: string; readonly former: Jobseeker | null },
  by: PartyOf<'ADVISER'>,
): Promise<string> {
  const { caseId, openedBy } = await openCaseOf(work, personKey, by);
  if (openedBy !== 'ADVISER') return caseId;
  await assertServedBy(work, personKey, by);
  if (former !== null && !serves(by, former.county)) throw new SluiceError('SERVICE_NOT_YOURS');
  return caseId;
}

function withFormerNeeds(former: Jobseeker, profile: ProfileDraft): ProfileDraft {
  return {
    ...profile,
    cannot: [...new Set([...former.cannot, ...profile.cannot])],
    needs: [...new Set([...former.needs, ...profile.needs])],
  };
}
