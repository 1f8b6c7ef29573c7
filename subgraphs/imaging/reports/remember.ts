import type pg from 'pg';
import type { ReportState } from './report-state.ts';

/** What was done to a report. */
export interface Remembered {
  readonly reportId: string;
  /** The official; null: the hub by itself. */
  readonly by: string | null;
  readonly from: ReportState | null;
  readonly to: ReportState;
  readonly act: string;
  readonly reason?: string | null;
  readonly detail?: unknown;
  readonly at?: Date;
}

/** Adds to the history of a report, from which nothing is ever taken. */
export async function remember(client: pg.ClientBase, what: Remembered): Promise<void> {
  const { reportId, by, from, to, act, reason = null, detail = null, at = new Date() } = what;
  await client.query(
    `INSERT INTO report.history (report_id, at, by, from_state, to_state, act, reason, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [reportId, at, by, from, to, act, reason, detail === null ? null : JSON.stringify(detail)],
  );
}
