import { signatureOf, type Party } from './party.ts';
import type { ServiceWork } from './service-work.ts';

/** What was done beside the steps of referrals, which have a history of their own. */
export type ServiceAct =
  | 'CONSENT_GIVEN'
  | 'CONSENT_WITHDRAWN'
  | 'PROFILE_KEPT'
  | 'LICENCES_NOTED'
  | 'LICENCES_TAKEN_OUT'
  | 'CASE_PROPOSED'
  | 'CASE_OPENED'
  | 'CASE_CONFIRMED'
  | 'CASE_REFUSED'
  | 'CASE_CLOSED'
  | 'PLAN_SET'
  | 'TASK_ASKED'
  | 'TASK_DONE'
  | 'FOLLOWED_UP'
  | 'VACANCY_POSTED'
  | 'VACANCY_CHANGED'
  | 'VACANCY_WITHDRAWN';

export interface Remembered {
  readonly act: ServiceAct;
  /** Null: the hub by itself. */
  readonly by: Party | null;
  readonly caseId?: string | null;
  readonly taskId?: string | null;
  readonly vacancyId?: string | null;
  readonly personKey?: string | null;
  readonly county?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly reason?: string | null;
  /** Of what was sent, so that the same sent again is known as such. Served to nobody. */
  readonly draftSha256?: string | null;
}

/** Adds to the history, from which nothing is ever taken. */
export async function remember(
  { client, now }: Pick<ServiceWork, 'client' | 'now'>,
  what: Remembered,
): Promise<void> {
  const { act, by, caseId, taskId, vacancyId, personKey, county, from, to, reason, draftSha256 } = what;
  const { byKind, by: official } = by === null ? { byKind: 'HUB', by: null } : signatureOf(by);
  await client.query(
    `INSERT INTO service.history
       (at, by_kind, by, act, case_id, task_id, vacancy_id, person_key, county, from_state, to_state, reason, draft_sha256)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [now, byKind, official, act, caseId, taskId, vacancyId, personKey, county, from, to, reason, draftSha256],
  );
}
