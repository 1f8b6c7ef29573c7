import { join, resolve } from 'node:path';

/** Where everything is that one hub on one machine keeps. Nothing outside it is written. */
export interface StateDirectory {
  readonly root: string;
  /** Data, log and superuser's password of the embedded PostgreSQL. */
  readonly postgres: string;
  /** One file a secret, mode 0600; also the passwords of the database roles. */
  readonly keys: string;
  readonly configuration: string;
  readonly tokens: string;
  readonly logs: string;
  /** What hospitals sent, as files named by their hash. */
  readonly images: string;
  /** Models of one's own, a folder each, beside those that ship. */
  readonly models: string;
  /** Who may send images, and where reports go; an operator edits it, and it is not written again. */
  readonly hospitalsFile: string;
  /** What an operator chooses for the imaging cloud: `imaging-options.ts`; not written again either. */
  readonly imagingOptionsFile: string;
  /** Compiled code of our processes: makes a second start faster. */
  readonly cache: string;
  readonly readyFile: string;
  key(name: KeyName): string;
  fetchKey(subgraph: string): string;
  /** What a subgraph keeps for itself; it makes the directory. */
  subgraph(name: string): string;
  configurationFile(process: string): string;
  tokenFile(application: string): string;
  logFile(process: string): string;
}

export type KeyName =
  | 'issuer.jwk.json'
  | 'jwks.json'
  | 'grant-signing.pem'
  | 'grant-signing.pub.pem'
  | 'ledger-signing.pem'
  | 'ledger-signing.pub.pem'
  | 'image-token-signing.pem'
  | 'image-token-signing.pub.pem'
  | 'data-subject-tag.key'
  // Of new names in de-identified copies: whoever has it can tell whether a copy is of somebody he knows.
  | 'cohort-names.key'
  | 'cursor.key'
  | 'pseudonym.key';

export const DEFAULT_STATE = '.sluice';

/** Names the places below `path`; makes nothing. */
export function stateDirectory(path: string): StateDirectory {
  const root = resolve(path);
  const keys = join(root, 'keys');
  const configuration = join(root, 'config');
  const tokens = join(root, 'tokens');
  const logs = join(root, 'logs');
  return {
    root,
    postgres: join(root, 'postgres'),
    keys,
    configuration,
    tokens,
    logs,
    images: join(root, 'images'),
    models: join(root, 'models'),
    hospitalsFile: join(configuration, 'hospitals.json'),
    imagingOptionsFile: join(configuration, 'imaging-options.json'),
    cache: join(root, 'cache'),
    readyFile: join(root, 'ready.json'),
    key: (name) => join(keys, name),
    subgraph: (name) => join(root, 'subgraphs', name),
    fetchKey: (subgraph) => join(keys, `fetch-${subgraph}.key`),
    configurationFile: (process) => join(configuration, `${process}.json`),
    tokenFile: (application) => join(tokens, `${application}.jwt`),
    logFile: (process) => join(logs, `${process}.log`),
  };
}
