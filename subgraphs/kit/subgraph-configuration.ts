import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv, type JSONSchemaType } from 'ajv';
import type { SubgraphKeys } from './serve-subgraph.ts';

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
  /** For a subgraph with work of its own, which checks them itself. */
  readonly settings?: unknown;
}

export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

const text = { type: 'string', minLength: 1 } as const;
const port = { type: 'integer', minimum: 0, maximum: 65_535 } as const;
const count = { type: 'integer', minimum: 1 } as const;
const source = {
  kind: { const: 'postgres' },
  host: text,
  port,
  database: text,
  user: text,
  passwordFile: text,
  poolSize: count,
  maxRows: count,
};
const configuration = {
  name: text,
  host: text,
  port,
  source: {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(source),
    properties: source,
  },
  grantPublicKeyFile: text,
  fetchKeyFile: text,
  dataSubjectTagKeyFile: text,
};

const isConfiguration = new Ajv({ allErrors: true, strict: false }).compile<SubgraphConfiguration>({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(configuration),
  properties: { ...configuration, settings: {} },
} as unknown as JSONSchemaType<SubgraphConfiguration>);

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
  settings               only for a subgraph with work of its own (audit)`;

/** @throws InvalidConfiguration that names every key at fault */
export function readSubgraphConfiguration(file: string): SubgraphConfiguration {
  const parsed = parse(file);
  if (isConfiguration(parsed)) return parsed;
  const problems = (isConfiguration.errors ?? []).map(({ instancePath, message, params }) => {
    const unknown = (params as { readonly additionalProperty?: string }).additionalProperty;
    const where = instancePath.slice(1).replaceAll('/', '.');
    return unknown === undefined
      ? `\`${where || 'the file'}\` ${message ?? 'is wrong'}`
      : `\`${where ? `${where}.` : ''}${unknown}\` is not a known key`;
  });
  throw new InvalidConfiguration(`the configuration is not valid: ${problems.join('; ')}`);
}

/** @throws InvalidConfiguration where a file is missing or holds no such key */
export function readSubgraphKeys(files: SubgraphConfiguration): SubgraphKeys {
  const pem = readSecret(files.grantPublicKeyFile);
  return {
    grantPublicKey: publicKey(pem, files.grantPublicKeyFile),
    fetchKey: secretKey(files.fetchKeyFile),
    dataSubjectTagKey: secretKey(files.dataSubjectTagKeyFile),
  };
}

/** The file's text without the line end that editors add. */
export function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (cause) {
    throw new InvalidConfiguration(`\`${file}\` cannot be read`, { cause });
  }
}

function parse(file: string): unknown {
  const content = readSecret(file);
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new InvalidConfiguration(`\`${file}\` is not JSON`, { cause });
  }
}

function publicKey(pem: string, file: string): SubgraphKeys['grantPublicKey'] {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without what OpenSSL says of the content.
  }
  throw new InvalidConfiguration(`\`${file}\` holds no Ed25519 public key`);
}

function secretKey(file: string): KeyObject {
  const key = Buffer.from(readSecret(file), 'base64url');
  if (key.length < 32) throw new InvalidConfiguration(`\`${file}\` holds no key of 32 bytes in base64url`);
  return createSecretKey(key);
}
