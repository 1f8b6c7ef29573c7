import type { PartyOf } from '../party.ts';
import { optionalText } from '../read-given.ts';
import type { ServiceWork } from '../service-work.ts';
import { enterStage } from './enter-stage.ts';
import { readUnbarred } from './legal-bars.ts';
import { takePlace } from './places.ts';
import { takeUp } from './take-step.ts';

/** The jobseeker agrees: to this vacancy, at this employer, and to be introduced there. */
export async function agreeToReferral(
  work: ServiceWork,
  referralId: string,
  by: PartyOf<'JOBSEEKER'>,
): Promise<void> {
  const taken = await takeUp(work, referralId, { act: 'agree', by, cause: null, words: '' });
  if (taken !== null) await enterStage(work, taken.referral, taken.step);
}

/**
 * The adviser's decision: a place is held, and the employer is introduced to somebody by occupation, skills and years, as
 * the profile has them now.
 * @throws SluiceError REFERRAL_BARRED, PLACE_TAKEN, VACANCY_CLOSED and those of `takeUp`
 */
export async function refer(
  work: ServiceWork,
  referralId: string,
  words: string,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const asked = { act: 'refer', by, cause: null, words: optionalText(words, 'words') } as const;
  const taken = await takeUp(work, referralId, asked);
  if (taken === null) return;
  const { referral, vacancy, step } = taken;
  await takePlace(work, vacancy);
  const jobseeker = await readUnbarred(work, referral, vacancy);
  await work.client.query(
    'INSERT INTO service.introduction (referral_id, occupation, skills, years) VALUES ($1, $2, $3, $4)',
    [
      referralId,
      jobseeker.occupations[0] ?? null,
      jobseeker.skills,
      Math.max(0, Math.trunc(jobseeker.years)),
    ],
  );
  await enterStage(work, referral, step);
}
