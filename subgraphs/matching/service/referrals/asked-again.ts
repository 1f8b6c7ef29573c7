import { signatureOf } from '../party.ts';
import type { ServiceWork } from '../service-work.ts';
import type { AskedStep } from './enter-stage.ts';

/**
 * Whether the last step of a referral is this one: of the same party, for the same cause, in the same words and with the
 * same time, day and wage. `../decisions/2026-11-22-asked-again.md`.
 */
export async function isAskedAgain(
  { client }: ServiceWork,
  referralId: string,
  { act, by, cause, words, details = {} }: AskedStep,
): Promise<boolean> {
  const { byKind, by: official } = signatureOf(by);
  const { interviewAt = null, offerWageFen = null, startsOn = null } = details;
  const { rowCount } = await client.query(
    `SELECT FROM service.stage_history h JOIN service.referral r USING (referral_id)
     WHERE h.record_id = (SELECT max(record_id) FROM service.stage_history WHERE referral_id = $1)
       AND (h.act, h.by_kind, h.words) = ($2, $3, $4)
       AND h.by IS NOT DISTINCT FROM $5 AND h.cause IS NOT DISTINCT FROM $6
       AND ($7::timestamptz IS NULL OR r.interview_at = $7) AND ($8::bigint IS NULL OR r.offer_wage_fen = $8)
       AND ($9::date IS NULL OR r.starts_on = $9)`,
    [referralId, act, byKind, words, official, cause, interviewAt, offerWageFen, startsOn],
  );
  return rowCount === 1;
}
