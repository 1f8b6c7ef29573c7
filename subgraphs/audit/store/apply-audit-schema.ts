import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `audit`; the role owns the schema. */
export async function applyAuditSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'audit', new URL('audit-schema.sql', import.meta.url));
}
