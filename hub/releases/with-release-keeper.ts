import type pg from 'pg';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { requireHub } from '../launch/ready-file.ts';
import { HUB_DATABASE, RELEASE_KEEPER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { withClient } from '../postgres/with-client.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** Runs `work` as the role that says what agencies are told, and when. */
export function withReleaseKeeper<T>(state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const hub = requireHub(state);
  const password = readPassword(rolePasswordFile(stateDirectory(state).keys, RELEASE_KEEPER_ROLE));
  const database = hub.databases[HUB_DATABASE] ?? HUB_DATABASE;
  return withClient({ ...hub.postgres, database, user: RELEASE_KEEPER_ROLE, password }, work);
}
