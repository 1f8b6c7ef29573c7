import { Ajv } from 'ajv';

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
}

const text = { type: 'string', minLength: 1 } as const;

const validate = new Ajv().compile<AuditSettings>({
  type: 'object',
  additionalProperties: false,
  required: ['hubUrl', 'tokenFile', 'supergraphFile', 'database'],
  properties: {
    hubUrl: text,
    tokenFile: text,
    supergraphFile: text,
    database: {
      type: 'object',
      additionalProperties: false,
      required: ['host', 'port', 'database', 'user', 'passwordFile'],
      properties: { host: text, port: { type: 'integer' }, database: text, user: text, passwordFile: text },
    },
  },
});

/** Throws with the place of the first thing that is wrong: the process then refuses to start. */
export function readAuditSettings(settings: unknown): AuditSettings {
  if (validate(settings)) return settings;
  const [error] = validate.errors ?? [];
  throw new Error(`settings${error?.instancePath ?? ''}: ${error?.message ?? 'missing'}`);
}
