import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_EVERY_MS = 200;

export interface SettlingParts {
  readonly hub: pg.Pool;
  readonly matching: pg.Pool;
  readonly mostS: number;
}

/** Waits until everybody has been read, and all that was committed before has had its effect. False where it takes too long. */
export async function settled({ hub, matching, mostS }: SettlingParts): Promise<boolean> {
  const { rows } = await hub.query<{ end: string }>('SELECT pg_current_wal_lsn()::text AS end');
  const end = rows[0]?.end ?? '';
  const deadline = Date.now() + mostS * 1_000;
  while (Date.now() < deadline) {
    const streamed = await streamEnd(hub, end);
    if (streamed !== null && (await isRead(matching, streamed))) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** Where the stream ends once every agency's log is in it up to here; null before. */
async function streamEnd(hub: pg.Pool, end: string): Promise<number | null> {
  const { rows } = await hub.query<{ last: number }>(
    `SELECT last_sequence::float8 AS last FROM stream.state
     WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE confirmed_flush_lsn < $1::pg_lsn)`,
    [end],
  );
  return rows[0]?.last ?? null;
}

async function isRead(matching: pg.Pool, position: number): Promise<boolean> {
  const { rows } = await matching.query<{ isRead: boolean }>(
    'SELECT NOT is_filling AND position >= $1 AS "isRead" FROM repository.reader',
    [position],
  );
  return rows[0]?.isRead === true;
}
