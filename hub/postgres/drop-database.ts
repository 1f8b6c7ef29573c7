import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const PAUSE_MS = 20;
const ATTEMPTS = 250;

/**
 * Removes a database where there is one, with whoever is connected to it and with the slots that hold its log: a slot in
 * use keeps a database from being dropped, and its sender ends a moment after its reader.
 * @param client connected to another database, as superuser
 */
export async function dropDatabase(client: pg.ClientBase, database: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
       WHERE database = $1 AND active_pid IS NOT NULL`,
      [database],
    );
    if (rowCount === 0 || attempt === ATTEMPTS) break;
    await sleep(PAUSE_MS);
  }
  await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`);
}
