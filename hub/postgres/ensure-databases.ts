import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { readPassword } from '../../secrets/read-secret-file.ts';
import {
  AGENCY_DATABASES,
  ALL_DATABASES,
  ALL_ROLES,
  IMAGING_ARCHIVE_ROLE,
  IMAGING_DATABASE,
  IMAGING_WORK_ROLE,
  OWNER_ROLE,
  readerRole,
  replicatorRole,
  SCHEMAS_AT,
} from './databases.ts';
import { limitConnections } from './limit-connections.ts';
import type { PostgresServer } from './start-postgres.ts';
import { withClient } from './with-client.ts';

/** The file below `directory` that holds a role's password. */
export function rolePasswordFile(directory: string, role: string): string {
  return join(directory, `${role}.password`);
}

/**
 * Makes the roles and databases of a hub where they are absent, and gives every role the password in its file (made
 * where absent, mode 0600). Safe to repeat.
 */
export async function ensureDatabases(server: PostgresServer, passwordDirectory: string): Promise<void> {
  mkdirSync(passwordDirectory, { recursive: true, mode: 0o700 });
  await onServer(server, 'postgres', async (client) => {
    await ensureRoles(client, passwordDirectory);
    const found = await names(client, 'SELECT datname AS name FROM pg_database');
    for (const database of ALL_DATABASES) {
      if (!found.has(database)) await client.query(`CREATE DATABASE ${database} OWNER ${OWNER_ROLE}`);
    }
    for (const database of ['postgres', 'template1'])
      await client.query(`REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC`);
    await limitConnections(client, (database) => database);
  });
  await Promise.all(
    AGENCY_DATABASES.map((database) =>
      onServer(server, database, async (client) => {
        const reader = readerRole(database);
        await client.query(`GRANT USAGE ON SCHEMA public TO ${reader}`);
        await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader}`);
        await client.query(
          `ALTER DEFAULT PRIVILEGES FOR ROLE ${OWNER_ROLE} IN SCHEMA public GRANT SELECT ON TABLES TO ${reader}`,
        );
      }),
    ),
  );
  for (const [database, schemas] of Object.entries(SCHEMAS_AT))
    await onServer(server, database, async (client) => {
      for (const [schema, owner] of Object.entries(schemas))
        await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${owner}`);
    });
  await onServer(server, IMAGING_DATABASE, async (client) => {
    await client.query(`GRANT USAGE ON SCHEMA archive TO ${IMAGING_WORK_ROLE}`);
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA archive TO ${IMAGING_WORK_ROLE}`);
    await client.query(
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${IMAGING_ARCHIVE_ROLE} IN SCHEMA archive GRANT SELECT ON TABLES TO ${IMAGING_WORK_ROLE}`,
    );
  });
}

/** Runs `work` on one connection of the server's superuser and closes it. */
export function onServer<T>(
  { host, port, user, password }: PostgresServer,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withClient({ host, port, user, password, database }, work);
}

async function ensureRoles(client: pg.Client, passwordDirectory: string): Promise<void> {
  const found = await names(client, 'SELECT rolname AS name FROM pg_roles');
  for (const role of ALL_ROLES) {
    if (!found.has(role)) await client.query(`CREATE ROLE ${role} LOGIN`);
    const password = client.escapeLiteral(rolePassword(rolePasswordFile(passwordDirectory, role)));
    // Statements about roles take no parameters.
    await client.query(`ALTER ROLE ${role} PASSWORD ${password}`);
  }
  for (const database of AGENCY_DATABASES) {
    await client.query(`ALTER ROLE ${readerRole(database)} SET default_transaction_read_only = on`);
    // WHY: whoever may replicate can copy every database; a hub of before gave it.
    await client.query(`ALTER ROLE ${replicatorRole(database)} NOREPLICATION`);
  }
}

function rolePassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readPassword(file);
}

async function names(client: pg.Client, query: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(query);
  return new Set(rows.map(({ name }) => name));
}
