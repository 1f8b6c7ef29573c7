import pg from 'pg';
import { readPassword } from '../../../secrets/read-secret-file.ts';
import { MATCHING_DATABASE, MATCHING_WORK_ROLE, OWNER_ROLE } from '../../postgres/databases.ts';
import { rolePasswordFile } from '../../postgres/ensure-databases.ts';
import { stateDirectory } from '../../state/state-directory.ts';
import type { TestHub } from '../../testing/test-hub.ts';

/** A connection to a database of a running hub, past the graph, for as long as some work takes. */
export async function connectedTo<T>(
  hub: TestHub,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { postgres, databases } = hub.ready();
  const user = database === MATCHING_DATABASE ? MATCHING_WORK_ROLE : OWNER_ROLE;
  const client = new pg.Client({
    ...postgres,
    database: databases[database] ?? database,
    user,
    password: readPassword(rolePasswordFile(stateDirectory(hub.state).keys, user)),
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Asks a database of a running hub, past the graph: to find out whom to ask about, or to put what the hub would conclude. */
export function rowsOf<T extends pg.QueryResultRow>(
  hub: TestHub,
  database: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  return connectedTo(hub, database, async (client) => (await client.query<T>(text, [...values])).rows);
}
