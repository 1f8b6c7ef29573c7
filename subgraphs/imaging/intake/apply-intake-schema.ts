import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `intake`; the role owns the schema. Safe to repeat, also by two at once. */
export function applyIntakeSchema(client: pg.ClientBase): Promise<void> {
  return applySchema(client, 'intake', new URL('intake-schema.sql', import.meta.url));
}
