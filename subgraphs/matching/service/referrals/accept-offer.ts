import { askAfterStart } from '../tasks/ask-after-start.ts';
import { scheduleFollowUps } from '../follow-ups.ts';
import type { PartyOf } from '../party.ts';
import type { ServiceWork } from '../service-work.ts';
import { enterStage } from './enter-stage.ts';
import { fillPlace } from './places.ts';
import { takeUp } from './take-step.ts';

/**
 * The jobseeker takes the offer: the place is filled, follow-ups are set, and the agencies concerned are asked to look
 * at what work changes. Nothing that anybody draws is touched here.
 */
export async function acceptOffer(
  work: ServiceWork,
  referralId: string,
  by: PartyOf<'JOBSEEKER'>,
): Promise<void> {
  const taken = await takeUp(work, referralId, { act: 'accept', by, cause: null, words: '' });
  if (taken === null) return;
  const { referral, step } = taken;
  await enterStage(work, referral, step);
  await fillPlace(work, referral.vacancy_id);
  const { rows } = await work.client.query<{ starts_on: string }>(
    `SELECT to_char(starts_on, 'YYYY-MM-DD') AS starts_on FROM service.referral WHERE referral_id = $1`,
    [referralId],
  );
  const startsOn = rows[0]?.starts_on ?? work.today;
  const { referral_id, case_id, person_key, county } = referral;
  const start = { referralId: referral_id, caseId: case_id, personKey: person_key, county, startsOn };
  await scheduleFollowUps(work, start);
  await askAfterStart(work, start);
}
