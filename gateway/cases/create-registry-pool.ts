import pg from 'pg';
import type { HubDatabase } from '../hub-database.ts';

/** Every exchange under a case waits for these. */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 2_000;

/** Connections that give up soon: a registry that does not answer must not hold exchanges. */
export function createRegistryPool(database: HubDatabase, application: string): pg.Pool {
  const pool = new pg.Pool({
    ...database,
    max: 8,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + 500,
    keepAlive: true,
    options: `-c synchronous_commit=on -c statement_timeout=${STATEMENT_MS}`,
    application_name: application,
  });
  // A connection that dies while idle is replaced by the next question; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
