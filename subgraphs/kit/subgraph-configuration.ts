import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readKey32, readVerifyingKey } from '../../secrets/read-secret-file.ts';
import { changesShape, type ChangesConfiguration } from './changes/changes-configuration.ts';
import type { SubgraphKeys } from './serve-subgraph.ts';
import {
  count,
  InvalidConfiguration,
  portOfServer,
  portToListen,
  readStrictly,
  strictObject,
  strictShape,
  text,
} from './strict-configuration.ts';

/** A subgraph's configuration file, as it stands in the file. */
export interface SubgraphConfiguration {
  readonly name: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly source: {
    readonly kind: 'postgres';
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
    readonly poolSize: number;
    /** A read that would give more rows is refused. */
    readonly maxRows: number;
  };
  readonly grantPublicKeyFile: string;
  readonly fetchKeyFile: string;
  readonly dataSubjectTagKeyFile: string;
  /** Where the subgraph keeps what it must not forget: which statistics it answered. Needed where it serves any. */
  readonly stateDirectory?: string;
  /** How long statistics are held against each other; 24, a day of China Standard Time, where left out. */
  readonly statisticsWindowHours?: number;
  /** How its changes come to be known, and into which stream they go; absent where nobody supervises. */
  readonly changes?: ChangesConfiguration;
  /** For a subgraph with work of its own, which checks them itself. */
  readonly settings?: unknown;
}

const source = {
  kind: { const: 'postgres' },
  host: text,
  port: portOfServer,
  database: text,
  user: text,
  passwordFile: text,
  poolSize: count,
  maxRows: count,
};
const configuration = {
  name: text,
  host: text,
  port: portToListen,
  source: strictObject(source),
  grantPublicKeyFile: text,
  fetchKeyFile: text,
  dataSubjectTagKeyFile: text,
};

const isConfiguration = strictShape<SubgraphConfiguration>(configuration, {
  stateDirectory: text,
  statisticsWindowHours: count,
  changes: changesShape,
  settings: {},
});

/** What a configuration file must hold, for `--help`. */
export const CONFIGURATION_HELP = `The file is JSON; keys that are not listed are refused, and secrets stand in files of their own:
  name                   the subgraph's name, as on the command line
  host, port             where it listens; port 0 takes any that is free
  source.kind            "postgres"
  source.host, .port, .database, .user
  source.passwordFile    file with the password of a role that may only read
  source.poolSize        connections to the source
  source.maxRows         a read that would give more rows is refused
  grantPublicKeyFile     the gateway's Ed25519 public key (PEM), with which grants are verified
  fetchKeyFile           32 bytes in base64url, shared with the gateway alone
  dataSubjectTagKeyFile  32 bytes in base64url, for the tags of data subjects
  stateDirectory         where it keeps which statistics it answered; needed where it serves any, one process each
  statisticsWindowHours  how long statistics are held against each other; 24 where left out
  changes.from           {"kind": "logical-decoding", "user", "passwordFile", "slot"}: a role that may replicate, and the name of a slot
                         of its own; or {"kind": "polling", "everyMs", "overlapMs"}: what was written or superseded since
  changes.stream         {"kind": "postgres", "host", "port", "database", "user", "passwordFile"}
                         or {"kind": "jetstream", "server", "user", "passwordFile"}: where changes are published
  settings               only for a subgraph with work of its own (audit)`;

/** @throws InvalidConfiguration that names every key at fault */
export function readSubgraphConfiguration(file: string): SubgraphConfiguration {
  return readStrictly(isConfiguration, parse(file), 'the file');
}

/** @throws InvalidSecret where a file is missing or holds no such key */
export function readSubgraphKeys(files: SubgraphConfiguration): SubgraphKeys {
  return {
    grantPublicKey: readVerifyingKey(files.grantPublicKeyFile),
    fetchKey: createSecretKey(readKey32(files.fetchKeyFile)),
    dataSubjectTagKey: createSecretKey(readKey32(files.dataSubjectTagKeyFile)),
  };
}

function parse(file: string): unknown {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidConfiguration(`\`${file}\` cannot be read`, { cause });
  }
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new InvalidConfiguration(`\`${file}\` is not JSON`, { cause });
  }
}
