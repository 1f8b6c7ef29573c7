import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** Makes or renews schema `cases`; `client` is the owner of the hub database. Safe to repeat. */
export async function applyCasesSchema(client: pg.ClientBase): Promise<void> {
  await client.query(readFileSync(join(import.meta.dirname, 'cases-schema.sql'), 'utf8'));
}
