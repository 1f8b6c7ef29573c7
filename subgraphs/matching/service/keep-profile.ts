import { createHash } from 'node:crypto';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import { looksTheSame } from '../market/shown-of-profile.ts';
import { openCaseOf } from './cases/open-case-of.ts';
import { assertServedBy } from './consents/consent-in-force.ts';
import { tellMatching } from './declines/note-decline.ts';
import { groupsOfPerson } from './groups-of-person.ts';
import { holdPerson } from './hold-person.ts';
import { serves, type PartyOf } from './party.ts';
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
  await holdPerson(work.client, personKey);
  await (by.side === 'ADVISER'
    ? keepByAdviser(work, personKey, profile, by)
    : keepByPerson(work, personKey, profile, by));
}

async function keepByPerson(
  work: ServiceWork,
  personKey: string,
  profile: ProfileDraft,
  by: PartyOf<'JOBSEEKER'>,
): Promise<void> {
  const isNew = await keepAndTell(work, personKey, profile, false);
  if (isNew || !(await isLastKeptByPerson(work, personKey)))
    await remember(work, { act: 'PROFILE_KEPT', by, personKey, county: profile.county });
}

/**
 * WHY a digest of what was sent: whether a guess at what is hidden was right is to be told by nothing, and so not by whether
 * the profile changed, nor by an entry that is or is not there.
 */
async function keepByAdviser(
  work: ServiceWork,
  personKey: string,
  profile: ProfileDraft,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const { client, market } = work;
  const former = (await market.readJobseeker(client, personKey as PersonKey))?.jobseeker ?? null;
  const caseId = await caseServedBy(work, { personKey, former }, by);
  const draftSha256 = createHash('sha256').update(JSON.stringify(profile)).digest('hex');
  const noted = { by, caseId, personKey, county: profile.county };
  if (former !== null && looksTheSame(former, profile) && (await isSentAgain(work, noted, draftSha256)))
    return;
  await keepAndTell(work, personKey, former === null ? profile : withFormerNeeds(former, profile), true);
  const held = former?.licences ?? [];
  const added = profile.licences.filter((each) => !held.includes(each));
  const takenOut = held.filter((each) => !profile.licences.includes(each));
  if (added.length > 0) await remember(work, { ...noted, act: 'LICENCES_NOTED', reason: added.join(',') });
  if (takenOut.length > 0)
    await remember(work, { ...noted, act: 'LICENCES_TAKEN_OUT', reason: takenOut.join(',') });
  await remember(work, { ...noted, act: 'PROFILE_KEPT', draftSha256 });
}

/** @returns whether it says anything else than the former one, or is anew */
async function keepAndTell(
  work: ServiceWork,
  personKey: string,
  profile: ProfileDraft,
  isAnew: boolean,
): Promise<boolean> {
  const { client, market, now } = work;
  const isNew = await market.keepProfile(client, personKey as PersonKey, profile, now, isAnew);
  // What came before there was a profile to keep it in.
  const { rowCount } = await client.query(
    'SELECT FROM service.consent WHERE person_key = $1 AND withdrawn_at IS NULL',
    [personKey],
  );
  await market.setConsented(client, personKey as PersonKey, rowCount === 1);
  await market.setGroups(client, new Map([[personKey as PersonKey, await groupsOfPerson(work, personKey)]]));
  await tellMatching(work, personKey);
  return isNew;
}

async function isLastKeptByPerson({ client }: ServiceWork, personKey: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM service.history
     WHERE record_id = (SELECT max(record_id) FROM service.history WHERE person_key = $1 AND act = 'PROFILE_KEPT')
       AND by_kind = 'JOBSEEKER'`,
    [personKey],
  );
  return rowCount === 1;
}

/** Whether this is what the official sent last for this person under this case. */
async function isSentAgain(
  { client }: ServiceWork,
  {
    by,
    caseId,
    personKey,
  }: { readonly by: PartyOf<'ADVISER'>; readonly caseId: string; readonly personKey: string },
  draftSha256: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM service.history
     WHERE draft_sha256 = $4 AND record_id = (SELECT max(record_id) FROM service.history
       WHERE (person_key, act, by_kind, by, case_id) = ($1, 'PROFILE_KEPT', 'ADVISER', $2, $3::uuid))`,
    [personKey, by.official, caseId, draftSha256],
  );
  return rowCount === 1;
}

/**
 * The case under which an adviser may keep the profile. WHY more than the case: who lives and is served elsewhere is not to be
 * read, nor written over, under a case of before, nor by opening one here.
 * @throws SluiceError SERVICE_CASE_MISSING, also where the case is another region's; SERVICE_NOT_YOURS
 */
async function caseServedBy(
  work: ServiceWork,
  { personKey, former }: { readonly personKey: string; readonly former: Jobseeker | null },
  by: PartyOf<'ADVISER'>,
): Promise<string> {
  const { caseId, openedBy } = await openCaseOf(work, personKey, by);
  await assertServedBy(work, personKey, by);
  if (openedBy === 'ADVISER' && former !== null && !serves(by, former.county))
    throw new SluiceError('SERVICE_NOT_YOURS');
  return caseId;
}

function withFormerNeeds(former: Jobseeker, profile: ProfileDraft): ProfileDraft {
  return {
    ...profile,
    cannot: [...new Set([...former.cannot, ...profile.cannot])],
    needs: [...new Set([...former.needs, ...profile.needs])],
  };
}
