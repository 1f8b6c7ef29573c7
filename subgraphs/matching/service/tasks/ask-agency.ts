import type { IsoDate } from '../../market/measures.ts';
import type { Party } from '../party.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { workingDaysAfter } from '../working-days-after.ts';
import { TASK_TERMS, type TaskKind } from './task-terms.ts';

/** A request to an agency. */
export interface AgencyRequest {
  readonly kind: TaskKind;
  /** A department: `civil-affairs`, `labour`, … */
  readonly agency: string;
  /** What it is about, by a name that is the same whenever it is asked: it is asked once. */
  readonly subject: string;
  readonly personKey: string | null;
  readonly county: string;
  readonly caseId?: string | null;
  readonly referralId?: string | null;
  /** From which day its term runs. */
  readonly from: IsoDate;
}

/**
 * Asks an agency to look at something, by a day. Nothing else happens: what follows is that agency's decision.
 * @param by who asks; null: the hub, of what a person's act brings with it or of records that do not agree
 * @returns whether it was not asked before.
 */
export async function askAgency(
  work: Pick<ServiceWork, 'client' | 'now' | 'calendar'>,
  request: AgencyRequest,
  by: Party | null,
): Promise<boolean> {
  const { client, now, calendar } = work;
  const { kind, agency, subject, personKey, county, caseId = null, referralId = null, from } = request;
  const { workingDays, words } = TASK_TERMS[kind];
  const { rows } = await client.query<{ task_id: string }>(
    `INSERT INTO service.task
       (kind, agency, case_id, referral_id, person_key, county, subject, words_en, words_zh, asked_at, due)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (kind, agency, subject) DO NOTHING RETURNING task_id`,
    [
      ...[kind, agency, caseId, referralId, personKey, county, subject],
      ...[words.en, words.zh, now, workingDaysAfter(from, workingDays, calendar)],
    ],
  );
  const [task] = rows;
  if (task === undefined) return false;
  await remember(work, {
    act: 'TASK_ASKED',
    by,
    caseId,
    taskId: task.task_id,
    personKey,
    county,
    to: 'OPEN',
  });
  return true;
}
