import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCasesSchema } from '../../gateway/cases/apply-cases-schema.ts';
import { applyLedgerSchema } from '../../gateway/ledger/apply-ledger-schema.ts';
import { applyLimitSchema } from '../../gateway/limits/apply-limit-schema.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { applyReleaseSchema } from '../releases/apply-release-schema.ts';
import { applyStreamSchema } from '../../stream/postgres/apply-stream-schema.ts';
import { applyArchiveSchema } from '../../subgraphs/imaging/archive/apply-archive-schema.ts';
import {
  AGENCY_DATABASES,
  ALL_DATABASES,
  ALL_ROLES,
  AUDIT_ROLE,
  HUB_DATABASE,
  IMAGING_ARCHIVE_ROLE,
  IMAGING_DATABASE,
  MATCHING_WORK_ROLE,
  OWNER_ROLE,
  publisherRole,
} from '../postgres/databases.ts';
import { dropDatabase } from '../postgres/drop-database.ts';
import { limitConnections } from '../postgres/limit-connections.ts';
import { ensureDatabases, rolePasswordFile, onServer } from '../postgres/ensure-databases.ts';
import { startPostgres, type PostgresServer } from '../postgres/start-postgres.ts';
import { stateDirectory, type StateDirectory } from '../state/state-directory.ts';
import type { ProvinceChoice } from './ensure-province.ts';
import { readReadyFile } from './ready-file.ts';
import type { UndoStack } from './undo-stack.ts';

/** The server a hub works on, and what its databases are called there. */
export interface HubDatabases {
  readonly server: PostgresServer;
  readonly pid: number;
  readonly databaseName: (database: string) => string;
  /** Resolves when the server ends of itself; never where it is somebody else's. */
  readonly ended: Promise<void>;
  /** The province that is in them already, null where that is still to be found out. */
  readonly province: ProvinceChoice | null;
}

const NEVER = new Promise<void>(() => undefined);

/** Starts the hub's own server with its roles, its databases and the schemas that one process makes and another reads. */
export async function openOwnDatabases(
  state: StateDirectory,
  {
    onProgress = () => undefined,
    serverSettings = {},
  }: {
    readonly onProgress?: (step: string) => void;
    readonly serverSettings?: Readonly<Record<string, string>>;
  },
  undo: UndoStack,
): Promise<HubDatabases> {
  const server = await startPostgres({ directory: state.postgres, onProgress, settings: serverSettings });
  undo.push(() => server.stop());
  await ensureDatabases(server, state.keys);
  await onServer(server, HUB_DATABASE, async (client) => {
    await client.query(`SET ROLE ${OWNER_ROLE}`);
    await applyLedgerSchema(client);
    await applyLimitSchema(client);
    await applyCasesSchema(client);
    await applyReleaseSchema(client);
    await applyStreamSchema(client, {
      publishers: AGENCY_DATABASES.map(publisherRole),
      readers: [AUDIT_ROLE, MATCHING_WORK_ROLE],
    });
  });
  await onServer(server, IMAGING_DATABASE, async (client) => {
    await client.query(`SET ROLE ${IMAGING_ARCHIVE_ROLE}`);
    await applyArchiveSchema(client);
  });
  return {
    server,
    pid: server.pid,
    databaseName: (database) => database,
    ended: server.ended,
    province: null,
  };
}

/** What the pristine copy of a database is called, from which others are cloned. */
export function templateName(database: string): string {
  return `template_${database}`;
}

/** Copies every database as it is now, before anybody is connected to it. */
export async function keepTemplates(server: PostgresServer): Promise<void> {
  await onServer(server, 'postgres', async (client) => {
    for (const database of ALL_DATABASES) {
      await client.query(`DROP DATABASE IF EXISTS ${templateName(database)} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${templateName(database)} TEMPLATE ${database}`);
      // WHY: who may connect does not come along with a copy.
      await client.query(`REVOKE ALL ON DATABASE ${templateName(database)} FROM PUBLIC`);
    }
  });
}

/** Clones the pristine databases of a running hub, on its server, for the hub of another state directory. */
export async function cloneDatabases(
  ofState: string,
  state: StateDirectory,
  undo: UndoStack,
): Promise<HubDatabases> {
  const original = readReadyFile(ofState);
  if (original === null) throw new Error(`no hub is running on \`${ofState}\``);
  const of = stateDirectory(ofState);
  for (const role of ALL_ROLES)
    copyFileSync(rolePasswordFile(of.keys, role), rolePasswordFile(state.keys, role));
  const password = readPassword(join(of.postgres, 'password'));
  const server: PostgresServer = { ...original.postgres, user: 'postgres', password };
  const suffix = randomBytes(4).toString('hex');
  const databaseName = (database: string): string => `${database}_${suffix}`;
  undo.push(() => dropAll(server, databaseName));
  await onServer(server, 'postgres', async (client) => {
    for (const database of ALL_DATABASES)
      await client.query(
        `CREATE DATABASE ${databaseName(database)} TEMPLATE ${templateName(database)} OWNER ${OWNER_ROLE}`,
      );
    await limitConnections(client, databaseName);
  });
  return {
    server,
    pid: original.pids['postgres'] ?? 0,
    databaseName,
    ended: NEVER,
    province: original.province,
  };
}

async function dropAll(server: PostgresServer, name: (database: string) => string): Promise<void> {
  await onServer(server, 'postgres', async (client) => {
    for (const database of ALL_DATABASES) await dropDatabase(client, name(database));
  });
}
