import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type pg from 'pg';

const SCHEMA = new URL('audit-schema.sql', import.meta.url);
/** Any number that no other migration of the database locks. */
const MIGRATION_LOCK = 7_305_121;

/**
 * Makes or renews the tables of schema `audit`; the role owns the schema. Safe to repeat, also by two at once.
 *
 * WHY: what was applied is not applied again. It takes views away and makes them anew, for which whoever reads them must
 * wait; two processes beside each other, one starting and one at work, would wait for one another.
 */
export async function applyAuditSchema(client: pg.ClientBase): Promise<void> {
  const text = readFileSync(SCHEMA, 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS audit.applied_schema (hash text PRIMARY KEY)');
    const { rowCount } = await client.query('SELECT FROM audit.applied_schema WHERE hash = $1', [hash]);
    if (rowCount === 0) {
      await client.query(text);
      await client.query('DELETE FROM audit.applied_schema');
      await client.query('INSERT INTO audit.applied_schema VALUES ($1)', [hash]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
