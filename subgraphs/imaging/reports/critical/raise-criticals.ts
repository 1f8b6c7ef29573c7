import type pg from 'pg';
import { recipientAfter, type ReportingHospital } from '../reporting-hospital.ts';

/**
 * Raises what somebody must hear of at once: critical findings that may be shown and are above their operating point. Once
 * a study and label: further versions of the report take over what was raised.
 */
export async function raiseCriticals(
  client: pg.ClientBase,
  { reportId, hospital }: { readonly reportId: string; readonly hospital: string },
  hospitals: readonly ReportingHospital[],
  now: Date,
): Promise<void> {
  const { recipient, withinMinutes } = recipientAfter(hospitals, hospital, 0);
  const due = new Date(now.getTime() + withinMinutes * 60_000);
  await client.query(
    `INSERT INTO report.critical AS raised
       (report_id, finding_id, study_instance_uid, hospital, label, recipient, raised_at, due_at)
     SELECT DISTINCT ON (label) report_id, finding_id, study_instance_uid, hospital, label, $2, $3, $4
     FROM report.finding JOIN report.report USING (report_id)
     WHERE report_id = $1 AND stage = 'assistive' AND critical AND above
     ORDER BY label, probability DESC, finding.record_id
     ON CONFLICT (study_instance_uid, label)
       DO UPDATE SET report_id = EXCLUDED.report_id, finding_id = EXCLUDED.finding_id`,
    [reportId, recipient, now, due],
  );
  await client.query(
    `INSERT INTO report.notice (critical_id, recipient, step, queued_at, next_at)
     SELECT critical_id, recipient, 0, raised_at, raised_at FROM report.critical WHERE report_id = $1
     ON CONFLICT DO NOTHING`,
    [reportId],
  );
}
