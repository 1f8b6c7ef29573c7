import type { StreamConfiguration } from '../../stream/open-stream.ts';
import { streamShape } from '../../stream/stream-shape.ts';
import { portOfServer, readStrictly, strictObject, strictShape, text } from '../kit/strict-configuration.ts';

/** The `settings` of the audit subgraph's configuration file. Secrets are named by file. */
export interface AuditSettings {
  /** Where the gateway serves: the engine asks there, as the subject of its token. */
  readonly hubUrl: string;
  readonly tokenFile: string;
  /** The composed graph, for checking audits against it. */
  readonly supergraphFile: string;
  /** The hub database, by the role that owns schema `audit` and can write nowhere else. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
  };
  /** Where the changes at the agencies are told of, and the key under which supervision remembers who touches a case. */
  readonly supervision: { readonly stream: StreamConfiguration; readonly tagKeyFile: string };
}

const isSettings = strictShape<AuditSettings>({
  hubUrl: text,
  tokenFile: text,
  supergraphFile: text,
  database: strictObject({
    host: text,
    port: portOfServer,
    database: text,
    user: text,
    passwordFile: text,
  }),
  supervision: strictObject({ stream: streamShape, tagKeyFile: text }),
});

/** @throws InvalidConfiguration that names every key at fault: the process then refuses to start */
export function readAuditSettings(settings: unknown): AuditSettings {
  return readStrictly(isSettings, settings, 'settings');
}
