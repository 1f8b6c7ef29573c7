import { SluiceError } from '../../../../errors/sluice-error.ts';
import { holdConsent } from '../consents/consent-in-force.ts';
import type { LockedVacancy } from '../../market/vacancy.ts';
import type { Words } from '../../occupations/words.ts';
import type { Party } from '../party.ts';
import { edgeOf, ENDED, ENDINGS, REFERRAL_EDGES, type ReferralAct } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';
import { isAskedAgain } from './asked-again.ts';
import type { AskedStep, StageStep } from './enter-stage.ts';
import { lockVacancy, vacancyClosed } from './places.ts';
import { findReferral, lockReferral, type ReferralRow } from './referral-row.ts';

/** A referral and its vacancy, both locked for a step, and the step with where it leads. */
export interface TakenUp {
  readonly referral: ReferralRow;
  readonly vacancy: LockedVacancy;
  readonly step: StageStep;
}

/** Acts that go on with somebody, and so need their consent, and a lawful vacancy; to end a referral needs neither. */
const GOING_ON: readonly ReferralAct[] = ['agree', 'refer', 'interview', 'offer', 'accept'];
const CHANGED: Words = {
  en: 'as the employer has changed it, it may not be offered',
  zh: '用人单位修改后的岗位内容不符合规定',
};

/**
 * Takes a referral for a step of one side. Locked in one order everywhere: consent, vacancy, referral.
 * @returns null where this very step was taken just before: who got no answer asks again, and nothing is done twice.
 * @throws SluiceError SERVICE_UNKNOWN, SERVICE_NOT_YOURS, SERVICE_CONSENT_MISSING, SERVICE_STATE, VACANCY_CLOSED (the
 *   employer changed it since into what is unlawful or makes no sense)
 */
export async function takeUp(
  work: ServiceWork,
  referralId: string,
  asked: AskedStep,
): Promise<TakenUp | null> {
  const { act, by } = asked;
  const found = await findReferral(work, referralId, by);
  if (!REFERRAL_EDGES.some((edge) => edge.act === act && edge.by.some((side) => side === by.side)))
    throw new SluiceError('SERVICE_NOT_YOURS');
  const isGoingOn = GOING_ON.includes(act);
  if (isGoingOn) await consentFor(work, found, by);
  const vacancy = await lockVacancy(work, found.vacancy_id);
  const referral = await lockReferral(work, referralId);
  if (await isAskedAgain(work, referralId, asked)) return null;
  const to = edgeOf(act, referral.stage, by.side);
  if (to === null) throw new SluiceError('SERVICE_STATE', { state: stageFor(by, referral) });
  // WHY of these alone: a vacancy is taken back with its referrals, and what runs out goes on with whom it has.
  if (isGoingOn && vacancy.status === 'REFUSED') throw vacancyClosed(CHANGED);
  return { referral, vacancy, step: { ...asked, to } };
}

/** An employer is told by an error as little as by the row. */
function stageFor({ side }: Party, { stage }: ReferralRow): string {
  return side === 'EMPLOYER' && ENDINGS.some((ending) => ending === stage) ? ENDED : stage;
}

/** An employer learns that a referral does not stand as it did, and not why. */
async function consentFor(work: ServiceWork, { person_key }: ReferralRow, by: Party): Promise<void> {
  try {
    await holdConsent(work, person_key);
  } catch (error) {
    if (by.side === 'EMPLOYER' && error instanceof SluiceError)
      throw new SluiceError('SERVICE_STATE', { state: ENDED });
    throw error;
  }
}
