import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';

/** Makes or renews the tables of schema `market`; the role owns the schema. */
export async function applyMarketSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'market', new URL('market-schema.sql', import.meta.url));
}
