import type { PartyOf } from '../party.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';

/** Notes that somebody who consents is served in another county from now on; nothing happens where it is the same, or none. */
export async function moveConsent(
  work: ServiceWork,
  county: string,
  by: PartyOf<'JOBSEEKER'>,
): Promise<void> {
  const { personKey } = by;
  const { rowCount } = await work.client.query(
    'UPDATE service.consent SET county = $2 WHERE person_key = $1 AND withdrawn_at IS NULL AND county <> $2',
    [personKey, county],
  );
  if (rowCount === 1) await remember(work, { act: 'CONSENT_GIVEN', by, personKey, county });
}
