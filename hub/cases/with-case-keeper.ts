import type pg from 'pg';
import { requireHub } from '../launch/ready-file.ts';
import { CASE_KEEPER_ROLE, HUB_DATABASE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { withClient } from '../postgres/with-client.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** Runs `work` in one transaction of the role that keeps the registry of a running hub. */
export function withCaseKeeper<T>(state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const hub = requireHub(state);
  const password = readPassword(rolePasswordFile(stateDirectory(state).keys, CASE_KEEPER_ROLE));
  const database = hub.databases[HUB_DATABASE] ?? HUB_DATABASE;
  return withClient({ ...hub.postgres, database, user: CASE_KEEPER_ROLE, password }, (client) =>
    inTransaction(client, work),
  );
}

async function inTransaction<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  const result = await work(client).catch(async (error: unknown) => {
    await client.query('ROLLBACK');
    throw error;
  });
  await client.query('COMMIT');
  return result;
}
