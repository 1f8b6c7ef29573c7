import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `cohort`; the role owns the schema. */
export async function applyCohortSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'cohort', new URL('cohort-schema.sql', import.meta.url));
}
