import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { FollowedFindings } from './follow-findings.ts';

const QUIET_MS = 2_000;
const AT_MOST_MS = 180_000;
const LOOK_EVERY_MS = 200;

/** Waits until all that was committed before has had its effect; after a while it does not wait any longer. */
export async function settled(
  audits: pg.Pool,
  runIds: readonly string[],
  following: FollowedFindings,
): Promise<void> {
  const { rows } = await audits.query<{ end: string }>('SELECT pg_current_wal_lsn()::text AS end');
  const deadline = Date.now() + AT_MOST_MS;
  while (Date.now() < deadline) {
    const isQuiet = Date.now() - following.lastNewsAt() > QUIET_MS;
    if (isQuiet && (await isAllTaken(audits, runIds, rows[0]?.end ?? ''))) return;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Every agency's log is in the stream up to here, and the standing runs are at the end of the stream. */
async function isAllTaken(audits: pg.Pool, runIds: readonly string[], end: string): Promise<boolean> {
  const { rows } = await audits.query<{ isTaken: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM pg_replication_slots WHERE confirmed_flush_lsn < $2::pg_lsn)
       AND (SELECT count(*) FROM audit.supervision WHERE run_id = ANY ($1) AND NOT is_filling
              AND position >= (SELECT last_sequence FROM stream.state)) = cardinality($1::text[]) AS "isTaken"`,
    [runIds, end],
  );
  return rows[0]?.isTaken === true;
}
