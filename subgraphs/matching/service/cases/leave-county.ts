import type { PartyOf } from '../party.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { assertNoOpenReferral } from './open-referral.ts';

const REASON = '本人已在其他区县登记 registered in another county';

/**
 * Ends somebody's ordinary case of any other county, because they ask to be helped in this one: who moves waits for nobody to
 * let them go. What is on its way under it they end or go on with first. A household's case is not one person's to end.
 * @throws SluiceError SERVICE_STATE where a referral of it is open
 */
export async function leaveOtherCounty(
  work: ServiceWork,
  county: string,
  by: PartyOf<'JOBSEEKER'>,
): Promise<void> {
  const { client, now } = work;
  const { personKey } = by;
  const { rows } = await client.query<{ case_id: string; county: string; state: 'PROPOSED' | 'OPEN' }>(
    `SELECT case_id, county, state FROM service.employment_case
     WHERE person_key = $1 AND kind = 'ORDINARY' AND state IN ('PROPOSED', 'OPEN') AND county <> $2 FOR UPDATE`,
    [personKey, county],
  );
  for (const { case_id: caseId, county: former, state } of rows) {
    await assertNoOpenReferral(work, caseId);
    const ended =
      state === 'OPEN'
        ? ({ to: 'CLOSED', outcome: 'MOVED' } as const)
        : ({ to: 'REFUSED', outcome: null } as const);
    await client.query(
      `UPDATE service.employment_case
       SET state = $2, outcome = $3, ended_at = $4, ended_by_person = true, reason = $5 WHERE case_id = $1`,
      [caseId, ended.to, ended.outcome, now, REASON],
    );
    const act = state === 'OPEN' ? 'CASE_CLOSED' : 'CASE_REFUSED';
    await remember(work, {
      act,
      by,
      caseId,
      personKey,
      county: former,
      from: state,
      to: ended.to,
      reason: REASON,
    });
  }
}
