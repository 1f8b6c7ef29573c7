import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `monitor`, after those of `inference` and `report`; the role owns the schema. */
export async function applyMonitorSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'monitor', new URL('monitor-schema.sql', import.meta.url));
}
