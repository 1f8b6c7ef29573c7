import { recordAct } from '../record-act.ts';
import type { Review } from './emergency-accesses.ts';

/**
 * Does the work of a review, recorded.
 * @throws SluiceError LEDGER_UNAVAILABLE: then nothing is reviewed
 */
export function recordReview(
  state: string,
  { emergencyNumber, reviewer, verdict, remark }: Review,
  work: () => Promise<void>,
): Promise<void> {
  const details = { verdict, remark };
  const act = { official: reviewer, caseNumber: emergencyNumber, details, countedAs: 'emergencyReviews' };
  return recordAct(state, act, work);
}
