import type pg from 'pg';
import { recipientAfter, type ReportingHospital } from '../reporting-hospital.ts';
import type { DraftFinding } from '../structured-findings.ts';

interface Raising {
  readonly reportId: string;
  readonly studyInstanceUid: string;
  readonly hospital: string;
  readonly now: Date;
}

/**
 * Raises what somebody must hear of at once: critical findings that may be shown and are above their operating point. Once
 * a study and label: further versions of the report take over what was raised. What is no part of the report, because it
 * came when a reader had begun, is raised too.
 */
export async function raiseCriticals(
  client: pg.ClientBase,
  findings: readonly DraftFinding[],
  { reportId, studyInstanceUid, hospital, now }: Raising,
  hospitals: readonly ReportingHospital[],
): Promise<void> {
  const { recipient, withinMinutes } = recipientAfter(hospitals, hospital, 0);
  const due = new Date(now.getTime() + withinMinutes * 60_000);
  for (const { label, title } of criticalOf(findings))
    await client.query(
      `INSERT INTO report.critical AS raised
         (report_id, finding_id, study_instance_uid, hospital, label, title_en, title_zh, recipient, raised_at, due_at)
       VALUES ($1, (
         SELECT finding_id FROM report.finding WHERE report_id = $1 AND label = $4 AND stage = 'assistive' AND above
         ORDER BY probability DESC, record_id LIMIT 1
       ), $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (study_instance_uid, label) DO UPDATE
         SET report_id = EXCLUDED.report_id, finding_id = COALESCE(EXCLUDED.finding_id, raised.finding_id)`,
      [reportId, studyInstanceUid, hospital, label, title.en, title.zh, recipient, now, due],
    );
  await client.query(
    `INSERT INTO report.notice (critical_id, recipient, step, queued_at, next_at)
     SELECT critical_id, recipient, 0, raised_at, raised_at FROM report.critical WHERE report_id = $1
     ON CONFLICT DO NOTHING`,
    [reportId],
  );
}

/** One of each label. */
function criticalOf(findings: readonly DraftFinding[]): readonly DraftFinding[] {
  const raised = findings.filter(
    ({ stage, critical, answer }) => stage === 'assistive' && critical && answer?.above === true,
  );
  return [...new Map(raised.map((finding) => [finding.label, finding])).values()];
}
