import pg from 'pg';
import type { HubDatabase } from './hub-database.ts';

export interface HubPoolOptions {
  /** What the server calls these connections. */
  readonly name: string;
  /** At most so many. */
  readonly connections: number;
  readonly connectMs: number;
  readonly statementMs: number;
  /** False where what is written may become durable with a later write of the same server; true by default. */
  readonly isDurable?: boolean;
}

/** How much longer than the server's own deadline a statement is waited for, so that it is the server that says so. */
const GRACE_MS = 1_000;

/** Connections to the hub database that are made anew when they break, and that give up when the server does not answer. */
export function openHubPool(
  database: HubDatabase,
  { name, connections, connectMs, statementMs, isDurable = true }: HubPoolOptions,
): pg.Pool {
  const pool = new pg.Pool({
    ...database,
    max: connections,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + GRACE_MS,
    keepAlive: true,
    options: `-c synchronous_commit=${isDurable ? 'on' : 'off'} -c statement_timeout=${statementMs}`,
    application_name: name,
  });
  // A connection that dies while idle is replaced by the next question; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
