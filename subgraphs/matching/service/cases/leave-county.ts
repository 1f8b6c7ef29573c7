import type { PartyOf } from '../party.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { assertNoOpenReferral } from './open-referral.ts';

const REASONS = {
  JOBSEEKER: '本人已在其他区县登记 registered in another county',
  ADVISER: '本人同意在其他区县接受服务 consents to be served in another county',
} as const;

/**
 * Ends somebody's ordinary case of any other county: by the person, who asks to be helped in this one; by an adviser what an
 * adviser opened, where the person's consent names this one. Who moves waits for nobody to let them go, and who opened a case
 * first keeps nobody. What is on its way under it is ended or gone on with first. A household's case is not one person's to end.
 * @throws SluiceError SERVICE_STATE where a referral of it is open
 */
export async function leaveOtherCounty(
  work: ServiceWork,
  { personKey, county }: { readonly personKey: string; readonly county: string },
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<void> {
  const { client, now } = work;
  const reason = REASONS[by.side];
  const { rows } = await client.query<{ case_id: string; county: string; state: 'PROPOSED' | 'OPEN' }>(
    `SELECT case_id, county, state FROM service.employment_case
     WHERE person_key = $1 AND kind = 'ORDINARY' AND state IN ('PROPOSED', 'OPEN') AND county <> $2
       AND ($3 = 'JOBSEEKER' OR (opened_by_kind = 'ADVISER' AND EXISTS
         (SELECT FROM service.consent WHERE (person_key, county) = ($1, $2) AND withdrawn_at IS NULL)))
     FOR UPDATE`,
    [personKey, county, by.side],
  );
  for (const { case_id: caseId, county: former, state } of rows) {
    await assertNoOpenReferral(work, caseId);
    const ended =
      state === 'OPEN'
        ? ({ to: 'CLOSED', outcome: 'MOVED' } as const)
        : ({ to: 'REFUSED', outcome: null } as const);
    const official = by.side === 'ADVISER' ? by.official : null;
    await client.query(
      `UPDATE service.employment_case
       SET state = $2, outcome = $3, ended_at = $4, ended_by = $6, ended_by_person = $6::text IS NULL, reason = $5
       WHERE case_id = $1`,
      [caseId, ended.to, ended.outcome, now, reason, official],
    );
    const act = state === 'OPEN' ? 'CASE_CLOSED' : 'CASE_REFUSED';
    await remember(work, { act, by, caseId, personKey, county: former, from: state, to: ended.to, reason });
  }
}
