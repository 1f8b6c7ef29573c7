import { join } from 'node:path';
import { AUDIENCE, ISSUER } from '../issuer/development-issuer.ts';
import {
  agencyDatabase,
  AUDIT_ROLE,
  CASE_READER_ROLE,
  HUB_DATABASE,
  IMAGING_ARCHIVE_ROLE,
  IMAGING_DATABASE,
  IMAGING_WORK_ROLE,
  LEDGER_WRITER_ROLE,
  MATCHING_DATABASE,
  MATCHING_WORK_ROLE,
  publisherRole,
  readerRole,
  replicatorRole,
  type AgencyDatabase,
} from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import type { MatchingSettings } from '../../subgraphs/matching/matching-settings.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';
import {
  archiveConfiguration,
  ensureImagingFiles,
  imagingSettings,
  type ImagingPorts,
} from './imaging-configuration.ts';
import { AUDIT_SUBGRAPH, IMAGING_SUBGRAPH, MATCHING_SUBGRAPH } from './list-subgraphs.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The documents that ship, which the gateway puts in force. */
export const POLICY_DIRECTORY = join(ROOT, 'policies/documents');
/** The supergraph that ships. */
export const SUPERGRAPH = join(ROOT, 'gateway/supergraph/generated/supergraph.graphql');
const HOST = '127.0.0.1';

export interface ConfigurationParts {
  readonly state: StateDirectory;
  readonly gatewayPort: number;
  /** Subgraph name → port. */
  readonly subgraphPorts: Readonly<Record<string, number>>;
  readonly imagingPorts: ImagingPorts;
  readonly postgres: { readonly host: string; readonly port: number };
  /** What a database is called on that server. */
  readonly databaseName: (database: string) => string;
  /** Whether the agencies' subgraphs follow the changes of their sources. */
  readonly followChanges: boolean;
}

/**
 * Writes `config/<process>.json` for every process of the hub, at each start anew: what an operator chooses stands in files
 * of his own beside them (`imaging-options.ts`). Secrets are named there by file, never held.
 */
export function writeConfiguration(parts: ConfigurationParts): void {
  const { state, subgraphPorts } = parts;
  ensureImagingFiles(state);
  for (const [name, port] of Object.entries(subgraphPorts))
    write(state, name, subgraphConfiguration(parts, name, port));
  write(state, 'gateway', gatewayConfiguration(parts));
  const login = loginOf(parts, IMAGING_DATABASE, IMAGING_ARCHIVE_ROLE);
  write(state, 'imaging-archive', archiveConfiguration(state, parts.imagingPorts, login));
}

/** The address of a subgraph's GraphQL end point. */
export function subgraphUrl(port: number): string {
  return `http://${HOST}:${port}/graphql`;
}

export function gatewayUrl(port: number): string {
  return `http://${HOST}:${port}`;
}

function write(state: StateDirectory, name: string, configuration: object): void {
  writeFileWhole(state.configurationFile(name), `${JSON.stringify(configuration, null, 2)}\n`);
}

interface Maker {
  readonly database: string;
  readonly role: string;
  /** What it needs for its own work. */
  readonly settings: (parts: ConfigurationParts, login: Login) => object;
}

/** The subgraphs that keep what they make themselves: under their role they serve it and write it. */
const MAKERS: Readonly<Record<string, Maker>> = {
  [AUDIT_SUBGRAPH]: { database: HUB_DATABASE, role: AUDIT_ROLE, settings: auditSettings },
  [IMAGING_SUBGRAPH]: {
    database: IMAGING_DATABASE,
    role: IMAGING_WORK_ROLE,
    settings: ({ state, imagingPorts }, login) => imagingSettings(state, imagingPorts, login),
  },
  [MATCHING_SUBGRAPH]: { database: MATCHING_DATABASE, role: MATCHING_WORK_ROLE, settings: matchingSettings },
};

function subgraphConfiguration(parts: ConfigurationParts, name: string, port: number): object {
  const { state } = parts;
  const maker = MAKERS[name];
  const { database, role } = maker ?? {
    database: agencyDatabase(name),
    role: readerRole(agencyDatabase(name)),
  };
  const login = loginOf(parts, database, role);
  return {
    name,
    host: HOST,
    port,
    source: { kind: 'postgres', ...login, poolSize: 8, maxRows: 20_000 },
    grantPublicKeyFile: state.key('grant-signing.pub.pem'),
    fetchKeyFile: state.fetchKey(name),
    dataSubjectTagKeyFile: state.key('data-subject-tag.key'),
    stateDirectory: state.subgraph(name),
    ...(maker === undefined
      ? parts.followChanges && { changes: changesConfiguration(parts, agencyDatabase(name)) }
      : { settings: maker.settings(parts, login) }),
  };
}

function auditSettings({ state, gatewayPort }: ConfigurationParts, login: Login): object {
  return {
    hubUrl: gatewayUrl(gatewayPort),
    tokenFile: state.tokenFile('audit-engine'),
    supergraphFile: SUPERGRAPH,
    database: login,
    supervision: {
      stream: { kind: 'postgres', ...login },
      tagKeyFile: state.key('data-subject-tag.key'),
    },
  };
}

function matchingSettings(parts: ConfigurationParts, login: Login): MatchingSettings {
  const { state, gatewayPort } = parts;
  return {
    hubUrl: gatewayUrl(gatewayPort),
    tokenFile: state.tokenFile('employment-engine'),
    supergraphFile: SUPERGRAPH,
    database: login,
    ...(parts.followChanges && {
      following: {
        stream: { kind: 'postgres', ...loginOf(parts, HUB_DATABASE, MATCHING_WORK_ROLE) },
        tagKeyFile: state.key('data-subject-tag.key'),
      },
    }),
  };
}

function changesConfiguration(parts: ConfigurationParts, database: AgencyDatabase): object {
  const user = replicatorRole(database);
  return {
    from: {
      kind: 'logical-decoding',
      user,
      passwordFile: rolePasswordFile(parts.state.keys, user),
      // Slots are the server's, and hubs of tests share one.
      slot: `sluice_${parts.databaseName(database)}`,
    },
    stream: { kind: 'postgres', ...loginOf(parts, HUB_DATABASE, publisherRole(database)) },
  };
}

interface Login {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly passwordFile: string;
}

function loginOf(parts: ConfigurationParts, database: string, user: string): Login {
  return {
    ...parts.postgres,
    database: parts.databaseName(database),
    user,
    passwordFile: rolePasswordFile(parts.state.keys, user),
  };
}

function gatewayConfiguration(parts: ConfigurationParts): object {
  const { state, gatewayPort, subgraphPorts } = parts;
  const names = Object.keys(subgraphPorts);
  return {
    host: HOST,
    port: gatewayPort,
    supergraphFile: SUPERGRAPH,
    policyDirectory: POLICY_DIRECTORY,
    subgraphs: Object.fromEntries(
      Object.entries(subgraphPorts).map(([name, port]) => [name, subgraphUrl(port)]),
    ),
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksFile: state.key('jwks.json'),
    hubDatabase: loginOf(parts, HUB_DATABASE, LEDGER_WRITER_ROLE),
    caseRegistry: loginOf(parts, HUB_DATABASE, CASE_READER_ROLE),
    grantSigningKeyFile: state.key('grant-signing.pem'),
    fetchKeyFiles: Object.fromEntries(names.map((name) => [name, state.fetchKey(name)])),
    ledgerSigningKeyFile: state.key('ledger-signing.pem'),
    dataSubjectTagKeyFile: state.key('data-subject-tag.key'),
    cursorKeyFile: state.key('cursor.key'),
    pseudonymKeyFile: state.key('pseudonym.key'),
  };
}
