import type pg from 'pg';

/** What was raised of a version is from now on of the next one, and of its finding where it has the same. */
export async function takeOverCriticals(client: pg.ClientBase, from: string, to: string): Promise<void> {
  await client.query(
    `UPDATE report.critical SET report_id = $2, finding_id = COALESCE((
       SELECT new.finding_id
       FROM report.finding AS old JOIN report.finding AS new USING (label, model_sha256, sop_instance_uid)
       WHERE old.finding_id = critical.finding_id AND new.report_id = $2
     ), finding_id)
     WHERE report_id = $1`,
    [from, to],
  );
}
