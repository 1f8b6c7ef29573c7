import type { Party } from '../party.ts';
import { holdsPlace, OPEN_STAGES } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';
import type { ClosingCause } from './end-causes.ts';
import { enterStage } from './enter-stage.ts';
import { lockVacancy, releasePlace } from './places.ts';
import { lockReferral } from './referral-row.ts';

/** All open referrals of a person, or to a vacancy. */
export interface ReferralsOf {
  readonly column: 'person_key' | 'vacancy_id';
  readonly value: string;
}

/**
 * Withdraws all open referrals of a person or to a vacancy, and frees the places held for them. The caller holds the
 * consent or the vacancy, so that none is added. Vacancies are locked before referrals, and each in order: two who do
 * this at once wait for each other, and do not block each other.
 */
export async function endReferrals(
  work: ServiceWork,
  { column, value }: ReferralsOf,
  by: Party,
  cause: ClosingCause,
): Promise<void> {
  const { client, market } = work;
  const { rows } = await client.query<{ referral_id: string; vacancy_id: string }>(
    `SELECT referral_id, vacancy_id FROM service.referral WHERE ${column} = $1 AND stage = ANY ($2)
     ORDER BY vacancy_id, referral_id`,
    [value, OPEN_STAGES],
  );
  for (const { vacancy_id } of rows) await market.lockVacancy(client, vacancy_id);
  for (const { referral_id } of rows) {
    const referral = await lockReferral(work, referral_id);
    if (!OPEN_STAGES.some((stage) => stage === referral.stage)) continue;
    await enterStage(work, referral, { act: 'withdraw', to: 'WITHDRAWN', by, cause, words: '' });
    // WHY read again: another of these may have freed a place of the same vacancy just now.
    if (holdsPlace(referral.stage)) await releasePlace(work, await lockVacancy(work, referral.vacancy_id));
  }
}
