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
import type { TlsFiles } from './dimse/read-tls-files.ts';

/** The configuration file of the archive's process. Secrets are named by file. */
export interface ArchiveConfiguration {
  /** Where the objects lie; with Orthanc, until it has them. */
  readonly directory: string;
  /** Embedded, where nothing is said. */
  readonly archive?: { readonly kind: 'embedded' } | OrthancEntry;
  /** The imaging database, by the role that owns schema `archive`. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
  };
  readonly dimse: {
    readonly host: string;
    readonly port: number;
    readonly aeTitle: string;
    /** With it only TLS is spoken. */
    readonly tls?: TlsFiles;
  };
  readonly dicomweb: { readonly host: string; readonly port: number };
  /** Whose tokens hold here; the key is an Ed25519 public key in PEM. */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly publicKeyFile: string };
  /** The hospitals that are served: `hospitals/hospital-entry.ts`. */
  readonly hospitalsFile: string;
}

/** Orthanc as the archive. */
export interface OrthancEntry {
  readonly kind: 'orthanc';
  readonly url: string;
  readonly user?: string;
  readonly passwordFile?: string;
  /** So long our own file of an object stays after Orthanc has it. */
  readonly keepHours: number;
}

/** As JSON schema. */
export const kindOfArchive = {
  type: 'object',
  required: ['kind'],
  oneOf: [
    strictObject({ kind: { const: 'embedded' } }),
    strictObject(
      {
        kind: { const: 'orthanc' },
        url: { ...text, pattern: '^https?://' },
        keepHours: { type: 'number', minimum: 0 },
      },
      { user: text, passwordFile: text },
    ),
  ],
} as const;
/** As JSON schema. */
export const tlsOfArchive = strictObject({ certificateFile: text, keyFile: text, caFile: text });
const database = { host: text, port: portOfServer, database: text, user: text, passwordFile: text };
const isConfiguration = strictShape<ArchiveConfiguration>(
  {
    directory: text,
    database: strictObject(database),
    dimse: strictObject({ host: text, port: portToListen, aeTitle: text }, { tls: tlsOfArchive }),
    dicomweb: strictObject({ host: text, port: portToListen }),
    tokens: strictObject({ issuer: text, audience: text, publicKeyFile: text }),
    hospitalsFile: text,
  },
  { archive: kindOfArchive },
);

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
