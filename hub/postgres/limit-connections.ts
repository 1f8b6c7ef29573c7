import type pg from 'pg';
import { AGENCY_DATABASES, ALL_DATABASES, readerRole, replicatorRole, ROLES_AT } from './databases.ts';

/**
 * Lets each database of a hub be connected to by those roles alone that work with it.
 * @param nameOf what a database is called on the server: a copy has its own name, and nobody's limits
 */
export async function limitConnections(
  client: pg.ClientBase,
  nameOf: (database: string) => string,
): Promise<void> {
  for (const database of ALL_DATABASES)
    await client.query(`REVOKE ALL ON DATABASE ${nameOf(database)} FROM PUBLIC`);
  for (const database of AGENCY_DATABASES)
    await client.query(
      `GRANT CONNECT ON DATABASE ${nameOf(database)} TO ${readerRole(database)}, ${replicatorRole(database)}`,
    );
  for (const [database, roles] of Object.entries(ROLES_AT))
    await client.query(`GRANT CONNECT ON DATABASE ${nameOf(database)} TO ${roles.join(', ')}`);
}
