import type pg from 'pg';

/**
 * Nobody need hear of what the reader says is not there; where he changes his mind, somebody must again. What was
 * acknowledged stays so. What came late is no part of the report: the reader's word is on other images, so it stays raised
 * until somebody acknowledges it.
 */
export async function dropRejectedCriticals(
  client: pg.ClientBase,
  reportId: string,
  now: Date,
): Promise<void> {
  await client.query(
    `UPDATE report.critical SET dropped_at = CASE WHEN there THEN NULL ELSE COALESCE(dropped_at, $2) END
     FROM (
       SELECT label, bool_or(above = (agreement = 'AGREES')) AS there, array_agg(finding_id) AS findings
       FROM report.finding WHERE report_id = $1 AND stage = 'assistive' AND above IS NOT NULL GROUP BY label
     ) AS judged
     WHERE critical.report_id = $1 AND critical.label = judged.label AND critical.finding_id = ANY (judged.findings)`,
    [reportId, now],
  );
}
