import { noteDecline } from '../declines/note-decline.ts';
import { holdPerson } from '../hold-person.ts';
import type { PartyOf } from '../party.ts';
import { givenText, oneOf, optionalText } from '../read-given.ts';
import { holdsPlace } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';
import { EMPLOYER_CAUSES, JOBSEEKER_CAUSES } from './end-causes.ts';
import { enterStage } from './enter-stage.ts';
import { releasePlace } from './places.ts';
import { takeUp } from './take-step.ts';

/** Why somebody says no. */
export interface GivenDecline {
  /** One of `JOBSEEKER_CAUSES` or `EMPLOYER_CAUSES`. */
  readonly cause: string;
  /** May be empty. */
  readonly words: string;
}

/**
 * One side says no, and why. Of a jobseeker it is noted for matching, which then leaves this vacancy out and shows fewer
 * like it; nothing else follows from it. What an employer says stays with the referral.
 */
export async function declineReferral(
  work: ServiceWork,
  referralId: string,
  given: GivenDecline,
  by: PartyOf<'JOBSEEKER' | 'EMPLOYER'>,
): Promise<void> {
  const causes = by.side === 'JOBSEEKER' ? JOBSEEKER_CAUSES : EMPLOYER_CAUSES;
  const cause = oneOf(causes, given.cause, 'cause');
  const words = optionalText(given.words, 'words');
  if (by.side === 'JOBSEEKER') await holdPerson(work.client, by.personKey);
  const taken = await takeUp(work, referralId, { act: 'decline', by, cause, words });
  if (taken === null) return;
  const { referral, vacancy, step } = taken;
  await enterStage(work, referral, step);
  if (holdsPlace(referral.stage)) await releasePlace(work, vacancy);
  if (by.side === 'JOBSEEKER')
    await noteDecline(work, by, { what: 'VACANCY', value: referral.vacancy_id, reason: cause });
}

/** The adviser takes a referral back, or notes that nobody went on with it; a place held for it is free again. */
export async function closeReferral(
  work: ServiceWork,
  act: 'withdraw' | 'lapse',
  referralId: string,
  reason: string,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const words = givenText(reason, 'reason');
  const cause = act === 'withdraw' ? 'BY_ADVISER' : 'NO_ANSWER';
  const taken = await takeUp(work, referralId, { act, by, cause, words });
  if (taken === null) return;
  const { referral, vacancy, step } = taken;
  await enterStage(work, referral, step);
  if (holdsPlace(referral.stage)) await releasePlace(work, vacancy);
}
