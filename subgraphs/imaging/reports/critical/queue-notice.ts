import type pg from 'pg';

/** Has a recipient told of a critical finding; the next step of it. The caller has locked the finding. */
export async function queueNotice(
  client: pg.ClientBase,
  criticalId: string,
  recipient: string,
  now: Date,
): Promise<void> {
  await client.query(
    `INSERT INTO report.notice (critical_id, recipient, step, queued_at, next_at)
     SELECT $1::uuid, $2::text, COALESCE(max(step) + 1, 0), $3::timestamptz, $3::timestamptz
     FROM report.notice WHERE critical_id = $1::uuid`,
    [criticalId, recipient, now],
  );
}
