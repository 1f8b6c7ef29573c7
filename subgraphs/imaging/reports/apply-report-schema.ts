import { readFileSync } from 'node:fs';
import type pg from 'pg';

const SCHEMA = new URL('report-schema.sql', import.meta.url);
/** Any number that no other migration of the database locks. */
const MIGRATION_LOCK = 7_305_151;

/** Makes or renews the tables of schema `report`; the role owns the schema. Safe to repeat, also by two at once. */
export async function applyReportSchema(client: pg.ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(readFileSync(SCHEMA, 'utf8'));
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
