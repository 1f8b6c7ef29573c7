import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import type { Decline } from '../../market/jobseeker.ts';
import { holdPerson } from '../hold-person.ts';
import type { PartyOf } from '../party.ts';
import { givenId, invalidInput } from '../read-given.ts';
import type { ServiceWork } from '../service-work.ts';
import { readUnwanted, type GivenUnwanted } from './read-unwanted.ts';

/** More is no choice among vacancies; each is looked at beside every vacancy that is suggested. */
const MOST = 500;

/**
 * "Not this one, because", of a suggestion. WHY a bound here alone: a no to a referral is never refused.
 * @returns the id of the decline.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export async function declineSuggestion(
  work: ServiceWork,
  by: PartyOf<'JOBSEEKER'>,
  given: GivenUnwanted,
): Promise<string> {
  await holdPerson(work.client, by.personKey);
  const unwanted = await readUnwanted(work, given);
  const { rows } = await work.client.query<{ is_full: boolean }>(
    `SELECT count(*) >= $4 AS is_full FROM service.decline
     WHERE person_key = $1 AND taken_back_at IS NULL AND (what, value) <> ($2, $3)`,
    [by.personKey, unwanted.what, unwanted.value, MOST],
  );
  if (rows[0]?.is_full === true)
    throw invalidInput({
      en: `${MOST} are declined: take one back first`,
      zh: `已有 ${MOST} 项不接受的内容，请先撤回一项`,
    });
  return noteDecline(work, by, unwanted);
}

/**
 * Notes what somebody does not want to be shown, and gives all of it to matching. The last reason stands.
 * @returns the id of the decline.
 */
export async function noteDecline(
  work: ServiceWork,
  { personKey }: PartyOf<'JOBSEEKER'>,
  { what, value, reason }: Decline,
): Promise<string> {
  await holdPerson(work.client, personKey);
  const { rows } = await work.client.query<{ decline_id: string }>(
    `INSERT INTO service.decline (person_key, what, value, reason, declined_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (person_key, what, value) WHERE taken_back_at IS NULL DO UPDATE SET reason = $4
     RETURNING decline_id`,
    [personKey, what, value, reason, work.now],
  );
  await tellMatching(work, personKey);
  return rows[0]?.decline_id ?? '';
}

/**
 * The person thinks otherwise: it may be suggested again. Taken back again, it stays taken back.
 * @throws SluiceError SERVICE_UNKNOWN
 */
export async function takeBackDecline(
  work: ServiceWork,
  { personKey }: PartyOf<'JOBSEEKER'>,
  declineId: string,
): Promise<void> {
  await holdPerson(work.client, personKey);
  const { rowCount } = await work.client.query(
    `UPDATE service.decline SET taken_back_at = COALESCE(taken_back_at, $3)
     WHERE decline_id = $1 AND person_key = $2`,
    [givenId(declineId), personKey, work.now],
  );
  if (rowCount !== 1) throw new SluiceError('SERVICE_UNKNOWN');
  await tellMatching(work, personKey);
}

/** Gives matching all that the person does not want to be shown: it is the one reader of declines. */
export async function tellMatching({ client, market }: ServiceWork, personKey: string): Promise<void> {
  const { rows } = await client.query<Decline>(
    `SELECT what, value, reason FROM service.decline WHERE person_key = $1 AND taken_back_at IS NULL
     ORDER BY record_id`,
    [personKey],
  );
  await market.setDeclined(client, personKey as PersonKey, rows);
}
