import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

const SCHEMA = new URL('served-schema.sql', import.meta.url);

/**
 * Makes what the graph shows of the imaging database. The schemas `archive`, `inference`, `report` and `monitor` are there
 * with their tables; the role owns `imaging` and the last three, and reads `archive`. Safe to repeat.
 */
export function applyServedViews(client: pg.ClientBase): Promise<void> {
  return applySchema(client, 'imaging', SCHEMA);
}
