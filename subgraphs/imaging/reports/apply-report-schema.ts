import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `report`; the role owns the schema. */
export async function applyReportSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'report', new URL('report-schema.sql', import.meta.url));
}
