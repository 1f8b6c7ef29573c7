import { SluiceError } from '../../../../errors/sluice-error.ts';
import { parsePersonKey, type PersonKey } from '../../../../identifiers/person-key.ts';
import { assertServedBy } from '../consents/consent-in-force.ts';
import { moveConsent } from '../consents/move-consent.ts';
import { holdPerson } from '../hold-person.ts';
import { serves, signatureOf, type PartyOf } from '../party.ts';
import { givenCounty, invalidInput } from '../read-given.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { leaveOtherCounty } from './leave-county.ts';

export interface CaseOpening {
  readonly personKey: string;
  readonly county: string;
}

/**
 * Registers somebody who looks for work. Of a jobseeker it is a proposal, which an adviser confirms, and ends what they had in
 * another county: they live here now, by consent and profile too. An adviser opens it at once, in place of one that an adviser
 * of elsewhere had opened, where the consent names this county.
 * @returns the case's id; that of the one opened before, where the party asks again.
 * @throws SluiceError SERVICE_INPUT_INVALID, SERVICE_NOT_YOURS, SERVICE_REPEATED, SERVICE_STATE
 */
export async function openCase(
  work: ServiceWork,
  { personKey, county }: CaseOpening,
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<string> {
  const { client, now } = work;
  givenCounty(county);
  if (parsePersonKey(personKey) === null)
    throw invalidInput({
      en: 'personKey is no key of a person, such as RID: and 18 characters',
      zh: 'personKey 不是有效的人员标识（例如 RID: 加十八位公民身份号码）',
    });
  if (by.side === 'ADVISER' && !serves(by, county)) throw new SluiceError('SERVICE_NOT_YOURS');
  await holdPerson(client, personKey);
  if (by.side === 'ADVISER') await assertServedBy(work, personKey, by);
  await leaveOtherCounty(work, { personKey, county }, by);
  if (by.side === 'JOBSEEKER') {
    await moveConsent(work, county, by);
    await work.market.setCounty(client, personKey as PersonKey, county, now);
  }
  const official = signatureOf(by).by;
  const state = by.side === 'ADVISER' ? 'OPEN' : 'PROPOSED';
  const confirmed = by.side === 'ADVISER' ? now : null;
  const { rows } = await client.query<{ case_id: string }>(
    `INSERT INTO service.employment_case
       (kind, person_key, county, state, opened_at, opened_by_kind, opened_by, confirmed_at, confirmed_by)
     VALUES ('ORDINARY', $1, $2, $3, $4, $5, $6, $7, $6)
     ON CONFLICT (person_key) WHERE state IN ('PROPOSED', 'OPEN') AND kind = 'ORDINARY' DO NOTHING
     RETURNING case_id`,
    [personKey, county, state, now, by.side, official, confirmed],
  );
  const [made] = rows;
  if (made === undefined) return openedBefore(work, { personKey, county }, by);
  if (by.side === 'ADVISER') await assertNotHelpedAtHome(work, { personKey, county }, by);
  const caseId = made.case_id;
  await client.query('INSERT INTO service.case_person (case_id, person_key, county) VALUES ($1, $2, $3)', [
    caseId,
    personKey,
    county,
  ]);
  const act = by.side === 'ADVISER' ? 'CASE_OPENED' : 'CASE_PROPOSED';
  await remember(work, { act, by, caseId, personKey, county, to: state });
  return caseId;
}

async function openedBefore(
  { client }: ServiceWork,
  { personKey, county }: CaseOpening,
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<string> {
  const { rows } = await client.query<{ case_id: string; state: string; is_asked_again: boolean }>(
    `SELECT case_id, state, opened_by_kind = $3 AND opened_by IS NOT DISTINCT FROM $4 AS is_asked_again
     FROM service.employment_case
     WHERE kind = 'ORDINARY' AND state IN ('PROPOSED', 'OPEN') AND (person_key, county) = ($1, $2)`,
    [personKey, county, by.side, signatureOf(by).by],
  );
  const [before] = rows;
  if (before?.is_asked_again === true) return before.case_id;
  // Of a case elsewhere nothing is told.
  throw new SluiceError('SERVICE_REPEATED', before === undefined ? {} : { state: before.state });
}

/**
 * That an adviser opens no second case for whoever is helped here with the household, under which a referral might then land as
 * well; but where the person's consent names the county, it is where the person lives now.
 * @throws SluiceError SERVICE_REPEATED
 */
async function assertNotHelpedAtHome(
  { client }: ServiceWork,
  { personKey, county }: CaseOpening,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const { rows } = await client.query<{ county: string }>(
    `SELECT home.county FROM service.employment_case AS home JOIN service.case_person USING (case_id)
     WHERE case_person.person_key = $1 AND home.kind = 'ZERO_EMPLOYMENT' AND home.state = 'OPEN' AND home.county <> $2
       AND NOT EXISTS (SELECT FROM service.consent AS own WHERE (own.person_key, own.county) = ($1, $2) AND withdrawn_at IS NULL)`,
    [personKey, county],
  );
  if (rows.some((home) => serves(by, home.county))) throw new SluiceError('SERVICE_REPEATED');
}
