import { readFileSync } from 'node:fs';
import type pg from 'pg';

const FUNCTIONS = new URL('capture-functions.sql', import.meta.url);

/**
 * Makes or renews the functions by which `replicator` follows the log of a database without the right to replicate.
 * @param client a superuser's, on the database of the source
 */
export async function applyCaptureFunctions(client: pg.ClientBase, replicator: string): Promise<void> {
  const role = `"${replicator.replaceAll('"', '""')}"`;
  await client.query(readFileSync(FUNCTIONS, 'utf8'));
  await client.query(`GRANT USAGE ON SCHEMA sluice_capture TO ${role}`);
  await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sluice_capture TO ${role}`);
}
