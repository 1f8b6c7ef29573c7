import { join } from 'node:path';
import { AUDIENCE, ISSUER } from '../issuer/development-issuer.ts';
import {
  agencyDatabase,
  AUDIT_ROLE,
  CASE_READER_ROLE,
  HUB_DATABASE,
  LEDGER_WRITER_ROLE,
  publisherRole,
  readerRole,
  replicatorRole,
  type AgencyDatabase,
} from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';
import { AUDIT_SUBGRAPH } from './list-subgraphs.ts';

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
  readonly postgres: { readonly host: string; readonly port: number };
  /** What a database is called on that server. */
  readonly databaseName: (database: string) => string;
  /** Whether the agencies' subgraphs follow the changes of their sources. */
  readonly followChanges: boolean;
}

/** Writes `config/<process>.json` for the gateway and every subgraph. Secrets are named there by file, never held. */
export function writeConfiguration(parts: ConfigurationParts): void {
  const { state, subgraphPorts } = parts;
  for (const [name, port] of Object.entries(subgraphPorts))
    write(state, name, subgraphConfiguration(parts, name, port));
  write(state, 'gateway', gatewayConfiguration(parts));
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

function subgraphConfiguration(parts: ConfigurationParts, name: string, port: number): object {
  const { state } = parts;
  const login =
    name === AUDIT_SUBGRAPH
      ? loginOf(parts, HUB_DATABASE, AUDIT_ROLE)
      : loginOf(parts, agencyDatabase(name), readerRole(agencyDatabase(name)));
  return {
    name,
    host: HOST,
    port,
    source: { kind: 'postgres', ...login, poolSize: 8, maxRows: 20_000 },
    grantPublicKeyFile: state.key('grant-signing.pub.pem'),
    fetchKeyFile: state.fetchKey(name),
    dataSubjectTagKeyFile: state.key('data-subject-tag.key'),
    stateDirectory: state.subgraph(name),
    ...(name !== AUDIT_SUBGRAPH &&
      parts.followChanges && { changes: changesConfiguration(parts, agencyDatabase(name)) }),
    ...(name === AUDIT_SUBGRAPH && {
      settings: {
        hubUrl: gatewayUrl(parts.gatewayPort),
        tokenFile: state.tokenFile('audit-engine'),
        supergraphFile: SUPERGRAPH,
        database: login,
        supervision: {
          stream: { kind: 'postgres', ...login },
          tagKeyFile: state.key('data-subject-tag.key'),
        },
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

function loginOf(parts: ConfigurationParts, database: string, user: string): object {
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
