import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, type PartyOf } from '../party.ts';
import type { ServiceWork } from '../service-work.ts';

/**
 * Holds the person's consent until the transaction ends: whoever withdraws it waits, and then finds what was done.
 * @throws SluiceError SERVICE_CONSENT_MISSING
 */
export async function holdConsent({ client }: ServiceWork, personKey: string): Promise<void> {
  const { rowCount } = await client.query(
    'SELECT FROM service.consent WHERE person_key = $1 AND withdrawn_at IS NULL FOR SHARE',
    [personKey],
  );
  if (rowCount !== 1) throw new SluiceError('SERVICE_CONSENT_MISSING');
}

/**
 * That an adviser serves where the person says to live; of somebody who has said nothing, any does. WHY: a case opens the way
 * to the telephone number, which is given to the services of the own place. Who wants to be served elsewhere asks there.
 * @throws SluiceError SERVICE_NOT_YOURS
 */
export async function assertServedBy(
  { client }: Pick<ServiceWork, 'client'>,
  personKey: string,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const { rows } = await client.query<{ county: string }>(
    'SELECT county FROM service.consent WHERE person_key = $1 AND withdrawn_at IS NULL',
    [personKey],
  );
  if (rows.some(({ county }) => !serves(by, county))) throw new SluiceError('SERVICE_NOT_YOURS');
}
