import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** Makes or renews schema `release`; `client` is the owner of the hub database. Safe to repeat. */
export async function applyReleaseSchema(client: pg.ClientBase): Promise<void> {
  await client.query(readFileSync(join(import.meta.dirname, 'release-schema.sql'), 'utf8'));
}
