import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `archive`; the role owns the schema. */
export async function applyArchiveSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'archive', new URL('archive-schema.sql', import.meta.url));
}
