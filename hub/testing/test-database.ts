import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { dropDatabase as dropWithSlots } from '../postgres/drop-database.ts';
import { withClient } from '../postgres/with-client.ts';

/** The server of a test run, as its superuser. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** A database of one test's own. */
export interface TestDatabase extends TestServer {
  readonly database: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

/** The PostgreSQL that the set-up of the contract tests started. */
export function testPostgres(): TestServer {
  const text = process.env['SLUICE_TEST_POSTGRES'];
  if (text === undefined) throw new Error('no test server: only contract tests have one');
  return JSON.parse(text) as TestServer;
}

/** Makes a database with a new name, empty or a copy of `template` (to which nobody may be connected). */
export async function createTestDatabase(
  server: TestServer = testPostgres(),
  template = 'template0',
): Promise<TestDatabase> {
  const database = `test_${randomBytes(8).toString('hex')}`;
  await cloneDatabase(server, template, database);
  return { ...server, database, drop: () => dropDatabase(server, database) };
}

/** Copies a whole database on its server, files and all: fast, and independent of the original afterwards. */
export async function cloneDatabase(server: TestServer, template: string, database: string): Promise<void> {
  await onServer(server, (client) =>
    client.query(
      `CREATE DATABASE ${client.escapeIdentifier(database)} TEMPLATE ${client.escapeIdentifier(template)}`,
    ),
  );
}

/** Removes a database. WHY it waits: a pool is ended before its connections are, and whoever is thrown out fails a test. */
export async function dropDatabase(server: TestServer, database: string): Promise<void> {
  await onServer(server, async (client) => {
    for (let attempt = 0; attempt < 100 && (await isInUse(client, database)); attempt += 1) await sleep(20);
    await dropWithSlots(client, database);
  });
}

async function isInUse(client: pg.ClientBase, database: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
    [database],
  );
  return rowCount !== 0;
}

/** Makes a login role where it is absent and gives it a new password. */
export async function createTestRole(server: TestServer, role: string): Promise<TestServer> {
  const password = randomBytes(16).toString('hex');
  await onServer(server, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${client.escapeIdentifier(role)} LOGIN`);
    // Statements about roles take no parameters.
    await client.query(
      `ALTER ROLE ${client.escapeIdentifier(role)} PASSWORD ${client.escapeLiteral(password)}`,
    );
  });
  return { ...server, user: role, password };
}

async function onServer(server: TestServer, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const { host, port, user, password } = server;
  await withClient({ host, port, user, password, database: 'postgres' }, work);
}
