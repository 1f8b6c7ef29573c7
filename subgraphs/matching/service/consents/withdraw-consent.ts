import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import { holdPerson } from '../hold-person.ts';
import type { PartyOf } from '../party.ts';
import { endReferrals } from '../referrals/end-referrals.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';

/**
 * Ends what consent carried: matching passes the person over, open referrals are withdrawn, the contact is erased, and
 * employers see nothing more of the person. The employment case stays: help is not taken away from who does not want to
 * be shown to employers. Withdrawn again, it stays withdrawn.
 * @throws SluiceError SERVICE_CONSENT_MISSING
 */
export async function withdrawConsent(work: ServiceWork, by: PartyOf<'JOBSEEKER'>): Promise<void> {
  const { client, market, now } = work;
  const { personKey } = by;
  await holdPerson(client, personKey);
  const { rows } = await client.query<{ county: string }>(
    `UPDATE service.consent SET withdrawn_at = GREATEST($2, given_at)
     WHERE person_key = $1 AND withdrawn_at IS NULL RETURNING county`,
    [personKey, now],
  );
  const [consent] = rows;
  if (consent === undefined) return assertGivenOnce(work, personKey);
  await endReferrals(work, { column: 'person_key', value: personKey }, by, 'CONSENT_WITHDRAWN');
  await client.query('DELETE FROM service.contact WHERE person_key = $1', [personKey]);
  await remember(work, { act: 'CONSENT_WITHDRAWN', by, personKey, county: consent.county });
  await market.setConsented(client, personKey as PersonKey, false);
}

async function assertGivenOnce({ client }: ServiceWork, personKey: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM service.consent WHERE person_key = $1 LIMIT 1', [
    personKey,
  ]);
  if (rowCount === 0) throw new SluiceError('SERVICE_CONSENT_MISSING');
}
