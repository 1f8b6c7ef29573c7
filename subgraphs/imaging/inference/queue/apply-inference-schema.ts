import type pg from 'pg';
import { applySchema } from '../../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `inference`; the role owns the schema. */
export async function applyInferenceSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'inference', new URL('inference-schema.sql', import.meta.url));
}
