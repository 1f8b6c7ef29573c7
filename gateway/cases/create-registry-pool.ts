import type pg from 'pg';
import type { HubDatabase } from '../hub-database.ts';
import { openHubPool } from '../open-hub-pool.ts';

/** Connections that give up soon: every exchange under a case waits for the registry, which must not hold it. */
export function createRegistryPool(database: HubDatabase, name: string): pg.Pool {
  return openHubPool(database, { name, connections: 8, connectMs: 2_000, statementMs: 2_000 });
}
