import { SluiceError } from '../../../../errors/sluice-error.ts';
import { parsePersonKey } from '../../../../identifiers/person-key.ts';
import { assertServedBy } from '../consents/consent-in-force.ts';
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
 * another county; an adviser opens it at once.
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
  if (by.side === 'ADVISER') {
    if (!serves(by, county)) throw new SluiceError('SERVICE_NOT_YOURS');
    await assertServedBy(work, personKey, by);
  } else await leaveOtherCounty(work, county, by);
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
  const { rows } = await client.query<{ case_id: string }>(
    `SELECT case_id FROM service.employment_case WHERE kind = 'ORDINARY' AND state IN ('PROPOSED', 'OPEN')
       AND (person_key, county, opened_by_kind) = ($1, $2, $3) AND opened_by IS NOT DISTINCT FROM $4`,
    [personKey, county, by.side, signatureOf(by).by],
  );
  const [before] = rows;
  if (before === undefined) throw new SluiceError('SERVICE_REPEATED');
  return before.case_id;
}
