import type { IsoDate } from '../../market/measures.ts';
import { signatureOf, type Party } from '../party.ts';
import { isOpenStage, type ReferralAct, type ReferralStage } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';
import type { EndCause } from './end-causes.ts';
import type { ReferralRow } from './referral-row.ts';

/** A step as it is asked for: who takes it and why. */
export interface AskedStep {
  readonly act: ReferralAct;
  readonly by: Party;
  readonly cause: EndCause | null;
  readonly words: string;
  readonly details?: StageDetails;
}

/** A step, and where it leads. */
export interface StageStep extends AskedStep {
  readonly to: ReferralStage;
}

/** What is known of an interview or an offer from its stage on; what is missing here stays as it is. */
export interface StageDetails {
  readonly interviewAt?: Date;
  readonly interviewWords?: string;
  readonly offerWageFen?: number;
  readonly offerWords?: string;
  readonly startsOn?: IsoDate;
}

/** Puts a locked referral into its next stage, and the step into its history. */
export async function enterStage(work: ServiceWork, referral: ReferralRow, step: StageStep): Promise<void> {
  const { act, to, cause, words, details = {} } = step;
  const { interviewAt, interviewWords, offerWageFen, offerWords, startsOn } = details;
  const reached = isOpenStage(to) || to === 'ACCEPTED' ? to : referral.reached;
  await work.client.query(
    `UPDATE service.referral SET stage = $2, reached = $3, stage_at = $4, end_cause = $5, end_words = $6,
       interview_at = COALESCE($7, interview_at), interview_words = COALESCE($8, interview_words),
       offer_wage_fen = COALESCE($9, offer_wage_fen), offer_words = COALESCE($10, offer_words),
       starts_on = COALESCE($11, starts_on), vacancy_changed_at = CASE WHEN $12 THEN NULL ELSE vacancy_changed_at END
     WHERE referral_id = $1`,
    [
      ...[referral.referral_id, to, reached, work.now, cause, cause === null ? null : words],
      ...[interviewAt, interviewWords, offerWageFen, offerWords, startsOn],
      // Whoever agrees has the vacancy before them as it is now.
      act === 'agree',
    ],
  );
  await addToHistory(work, referral, referral.stage, step);
}

/** @param from null: the referral begins. */
export async function addToHistory(
  { client, now }: ServiceWork,
  { referral_id, person_key, county }: Pick<ReferralRow, 'referral_id' | 'person_key' | 'county'>,
  from: ReferralStage | null,
  { act, to, by, cause, words }: StageStep,
): Promise<void> {
  const { byKind, by: official } = signatureOf(by);
  await client.query(
    `INSERT INTO service.stage_history
       (referral_id, person_key, county, at, by_kind, by, act, from_stage, to_stage, cause, words)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [referral_id, person_key, county, now, byKind, official, act, from, to, cause, words],
  );
}
