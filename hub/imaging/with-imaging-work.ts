import type pg from 'pg';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { requireHub } from '../launch/ready-file.ts';
import { IMAGING_ARCHIVE_ROLE, IMAGING_DATABASE, IMAGING_WORK_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { withClient } from '../postgres/with-client.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** Runs `work` as the role of the imaging subgraph, at the database of a running hub. */
export function withImagingWork<T>(state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asRole(IMAGING_WORK_ROLE, state, work);
}

/** Runs `work` as the role of the archive, which alone writes its schema, at the database of a running hub. */
export function withImagingArchive<T>(state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asRole(IMAGING_ARCHIVE_ROLE, state, work);
}

function asRole<T>(user: string, state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const hub = requireHub(state);
  const password = readPassword(rolePasswordFile(stateDirectory(state).keys, user));
  const database = hub.databases[IMAGING_DATABASE] ?? IMAGING_DATABASE;
  return withClient({ ...hub.postgres, database, user, password }, work);
}
