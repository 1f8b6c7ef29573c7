import { SluiceError } from '../../../../errors/sluice-error.ts';
import { holdConsent } from '../consents/consent-in-force.ts';
import type { Party } from '../party.ts';
import { edgeOf, REFERRAL_EDGES, type ReferralAct, type ReferralStage } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';
import { lockVacancy } from './places.ts';
import { findReferral, lockReferral, type ReferralRow } from './referral-row.ts';

/** A referral that is locked for a step, and where the step leads. */
export interface TakenUp {
  readonly referral: ReferralRow;
  readonly to: ReferralStage;
}

/** Acts that go on with somebody, and so need their consent; to end a referral needs none. */
const NEEDS_CONSENT: readonly ReferralAct[] = ['agree', 'refer', 'interview', 'offer', 'accept'];

/**
 * Takes a referral for a step of one side. Locked in one order everywhere: consent, vacancy, referral.
 * @throws SluiceError SERVICE_UNKNOWN, SERVICE_NOT_YOURS, SERVICE_CONSENT_MISSING, SERVICE_STATE
 */
export async function takeUp(
  work: ServiceWork,
  act: ReferralAct,
  referralId: string,
  by: Party,
): Promise<TakenUp> {
  const found = await findReferral(work, referralId, by);
  if (!REFERRAL_EDGES.some((edge) => edge.act === act && edge.by.some((side) => side === by.side)))
    throw new SluiceError('SERVICE_NOT_YOURS');
  if (NEEDS_CONSENT.includes(act)) await consentFor(work, found, by);
  await lockVacancy(work, found.vacancy_id);
  const referral = await lockReferral(work, referralId);
  const to = edgeOf(act, referral.stage, by.side);
  if (to === null) throw new SluiceError('SERVICE_STATE', { stage: referral.stage });
  return { referral, to };
}

/** An employer learns that a referral does not stand as it did, and not why. */
async function consentFor(work: ServiceWork, { person_key }: ReferralRow, by: Party): Promise<void> {
  try {
    await holdConsent(work, person_key);
  } catch (error) {
    if (by.side === 'EMPLOYER' && error instanceof SluiceError)
      throw new SluiceError('SERVICE_STATE', { stage: 'WITHDRAWN' });
    throw error;
  }
}
