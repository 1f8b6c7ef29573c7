import { SluiceError } from '../../../../errors/sluice-error.ts';
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
