import type { StreamConfiguration } from '../../stream/open-stream.ts';
import { streamShape } from '../../stream/stream-shape.ts';
import { portOfServer, readStrictly, strictObject, strictShape, text } from '../kit/strict-configuration.ts';

/** The `settings` of the matching subgraph's configuration file. Secrets are named by file. */
export interface MatchingSettings {
  /** Where the gateway serves: the process reads there, as the subject of its token. */
  readonly hubUrl: string;
  readonly tokenFile: string;
  /** The composed graph. */
  readonly supergraphFile: string;
  /** The matching database, by the role that owns its schemas. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
  };
  /**
   * Where the changes at the agencies are told of, and the key of the tags of those whom they are about. Absent: the agencies'
   * changes are not followed, and the pictures of who works where stay as they are.
   */
  readonly following?: { readonly stream: StreamConfiguration; readonly tagKeyFile: string };
}

const isSettings = strictShape<MatchingSettings>(
  {
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
  },
  { following: strictObject({ stream: streamShape, tagKeyFile: text }) },
);

/** @throws InvalidConfiguration that names every key at fault: the process then refuses to start */
export function readMatchingSettings(settings: unknown): MatchingSettings {
  return readStrictly(isSettings, settings, 'settings');
}
