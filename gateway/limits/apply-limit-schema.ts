import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** Makes or renews schema `limits`; `client` is the owner of the hub database. Safe to repeat. */
export async function applyLimitSchema(client: pg.ClientBase): Promise<void> {
  await client.query(readFileSync(join(import.meta.dirname, 'limit-schema.sql'), 'utf8'));
}
