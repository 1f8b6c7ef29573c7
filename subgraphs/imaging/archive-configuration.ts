import { readFileSync } from 'node:fs';
import {
  InvalidConfiguration,
  portOfServer,
  portToListen,
  readStrictly,
  strictObject,
  strictShape,
  text,
} from '../kit/strict-configuration.ts';

/** The configuration file of the archive's process. Secrets are named by file. */
export interface ArchiveConfiguration {
  /** Where the objects lie. */
  readonly directory: string;
  /** The imaging database, by the role that owns schema `archive`. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
  };
  readonly dimse: { readonly host: string; readonly port: number; readonly aeTitle: string };
  readonly dicomweb: { readonly host: string; readonly port: number };
  /** Whose tokens hold here; the key is an Ed25519 public key in PEM. */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly publicKeyFile: string };
  /** The hospitals that are served: `hospitals/hospital-entry.ts`. */
  readonly hospitalsFile: string;
}

const isConfiguration = strictShape<ArchiveConfiguration>({
  directory: text,
  database: strictObject({ host: text, port: portOfServer, database: text, user: text, passwordFile: text }),
  dimse: strictObject({ host: text, port: portToListen, aeTitle: text }),
  dicomweb: strictObject({ host: text, port: portToListen }),
  tokens: strictObject({ issuer: text, audience: text, publicKeyFile: text }),
  hospitalsFile: text,
});

/** @throws InvalidConfiguration that names every key at fault: the process then refuses to start */
export function readArchiveConfiguration(file: string): ArchiveConfiguration {
  return readStrictly(isConfiguration, parsed(file), 'configuration');
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidConfiguration(`\`${file}\` can not be read as JSON`, { cause: error });
  }
}
