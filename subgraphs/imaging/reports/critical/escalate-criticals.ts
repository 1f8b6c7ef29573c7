import type pg from 'pg';
import { inTransaction } from '../../../kit/in-transaction.ts';
import { remember } from '../remember.ts';
import type { ReportState } from '../report-state.ts';
import { recipientAfter, type ReportingHospital } from '../reporting-hospital.ts';
import { queueNotice } from './queue-notice.ts';

interface OverdueCritical {
  readonly critical_id: string;
  readonly report_id: string;
  readonly hospital: string;
  readonly escalations: number;
  readonly state: ReportState;
}

/**
 * Hands every critical finding that nobody acknowledged in time on to the next recipient. The timer is a row: a process
 * that was away escalates when it is back, and once.
 * @returns how many.
 */
export async function escalateCriticals(
  pool: pg.Pool,
  hospitals: readonly ReportingHospital[],
  now: Date,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<OverdueCritical>(
      `SELECT critical_id, report_id, critical.hospital, escalations, state
       FROM report.critical JOIN report.report USING (report_id)
       WHERE acknowledged_at IS NULL AND dropped_at IS NULL AND due_at <= $1
       ORDER BY due_at FOR UPDATE OF critical SKIP LOCKED`,
      [now],
    );
    for (const overdue of rows) await escalate(client, overdue, hospitals, now);
    return rows.length;
  });
}

async function escalate(
  client: pg.ClientBase,
  { critical_id, report_id, hospital, escalations, state }: OverdueCritical,
  hospitals: readonly ReportingHospital[],
  now: Date,
): Promise<void> {
  const step = escalations + 1;
  const { recipient, withinMinutes } = recipientAfter(hospitals, hospital, step);
  await client.query(
    `UPDATE report.critical SET recipient = $2, escalations = $3, escalated_at = $4, due_at = $5 WHERE critical_id = $1`,
    [critical_id, recipient, step, now, new Date(now.getTime() + withinMinutes * 60_000)],
  );
  await queueNotice(client, critical_id, recipient, now);
  const act = 'CRITICAL_ESCALATED';
  await remember(client, { reportId: report_id, by: null, from: state, to: state, act, at: now });
}
