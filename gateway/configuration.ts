import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS, type OperationLimits } from './operation/operation-limits.ts';

/** What a gateway is told at its start. Secrets are named by file, never given here. */
export interface GatewayConfiguration {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly supergraphFile: string;
  readonly policyDirectory: string;
  /** Subgraph name → URL of its GraphQL end point. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly issuer: string;
  readonly audience: string;
  readonly keySet: { readonly jwksFile: string } | { readonly jwksUrl: string };
  readonly hubDatabase: DatabaseLogin;
  /** Where cases and consent are registered. It may be down while the hub's database is not. */
  readonly caseRegistry: DatabaseLogin;
  /** Department → file of the key set (JWKS) with which it signs attestations of cases. */
  readonly caseAttestations: Readonly<Record<string, string>>;
  readonly grantSigningKeyFile: string;
  /** Subgraph name → file of the key that only it and the gateway hold. */
  readonly fetchKeyFiles: Readonly<Record<string, string>>;
  readonly ledgerSigningKeyFile: string;
  /** Of the tags of data subjects: the one that the subgraphs have. */
  readonly dataSubjectTagKeyFile: string;
  readonly cursorKeyFile: string;
  readonly pseudonymKeyFile: string;
  /** A new epoch makes every pseudonym given out before meaningless. */
  readonly pseudonymEpoch: number;
  readonly limits: OperationLimits;
}

export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly passwordFile: string;
}

/** A configuration that is not understood whole is refused: a misspelt limit must not be no limit. */
export class InvalidConfiguration extends Error {
  constructor(problem: string) {
    super(`the configuration is refused: ${problem}`);
    this.name = 'InvalidConfiguration';
  }
}

/** @throws InvalidConfiguration, or the file system's error where the file can not be read */
export function readConfiguration(file: string): GatewayConfiguration {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidConfiguration('it is not JSON');
    throw error;
  }
  return parseConfiguration(parsed);
}

/** @throws InvalidConfiguration for a missing, malformed or unknown member */
export function parseConfiguration(value: unknown): GatewayConfiguration {
  const top = new Members('', value);
  const jwksFile = top.optional('jwksFile');
  const jwksUrl = top.optional('jwksUrl');
  if ((jwksFile === undefined) === (jwksUrl === undefined))
    throw new InvalidConfiguration('give either `jwksFile` or `jwksUrl`');
  const configuration: GatewayConfiguration = {
    host: top.text('host'),
    port: top.number('port', { from: 0, to: 65_535 }),
    supergraphFile: top.text('supergraphFile'),
    policyDirectory: top.text('policyDirectory'),
    subgraphs: top.texts('subgraphs'),
    issuer: top.text('issuer'),
    audience: top.text('audience'),
    keySet: jwksFile === undefined ? { jwksUrl: top.text('jwksUrl') } : { jwksFile: top.text('jwksFile') },
    hubDatabase: parseLogin('hubDatabase', top.take('hubDatabase')),
    caseRegistry: parseLogin('caseRegistry', top.take('caseRegistry')),
    caseAttestations: top.has('caseAttestations') ? top.texts('caseAttestations') : {},
    grantSigningKeyFile: top.text('grantSigningKeyFile'),
    fetchKeyFiles: top.texts('fetchKeyFiles'),
    ledgerSigningKeyFile: top.text('ledgerSigningKeyFile'),
    dataSubjectTagKeyFile: top.text('dataSubjectTagKeyFile'),
    cursorKeyFile: top.text('cursorKeyFile'),
    pseudonymKeyFile: top.text('pseudonymKeyFile'),
    pseudonymEpoch: top.has('pseudonymEpoch') ? top.number('pseudonymEpoch', { from: 1, to: 1_000_000 }) : 1,
    limits: parseLimits(top.optional('limits')),
  };
  top.end();
  for (const name of Object.keys(configuration.subgraphs))
    if (!Object.hasOwn(configuration.fetchKeyFiles, name))
      throw new InvalidConfiguration(`\`fetchKeyFiles.${name}\` is missing`);
  return configuration;
}

function parseLogin(name: string, value: unknown): DatabaseLogin {
  const members = new Members(`${name}.`, value);
  const login: DatabaseLogin = {
    host: members.text('host'),
    port: members.number('port', { from: 1, to: 65_535 }),
    database: members.text('database'),
    user: members.text('user'),
    passwordFile: members.text('passwordFile'),
  };
  members.end();
  return login;
}

function parseLimits(value: unknown): OperationLimits {
  if (value === undefined) return DEFAULT_LIMITS;
  const members = new Members('limits.', value);
  const limits = Object.fromEntries(
    Object.entries(DEFAULT_LIMITS).map(([name, fallback]: [string, number]) => [
      name,
      members.has(name) ? members.number(name, { from: 1, to: Number.MAX_SAFE_INTEGER }) : fallback,
    ]),
  );
  members.end();
  return limits as unknown as OperationLimits;
}

/** The members of one JSON object; each is asked for once, and `end` refuses what nobody asked for. */
class Members {
  private readonly prefix: string;
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly asked = new Set<string>();

  constructor(prefix: string, value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new InvalidConfiguration(`\`${prefix === '' ? 'it' : prefix.slice(0, -1)}\` is no object`);
    this.prefix = prefix;
    this.values = value as Readonly<Record<string, unknown>>;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  optional(name: string): unknown {
    this.asked.add(name);
    return this.has(name) ? this.values[name] : undefined;
  }

  take(name: string): unknown {
    if (!this.has(name)) throw new InvalidConfiguration(`\`${this.prefix}${name}\` is missing`);
    return this.optional(name);
  }

  text(name: string): string {
    const value = this.take(name);
    if (typeof value !== 'string' || value === '')
      throw new InvalidConfiguration(`\`${this.prefix}${name}\` is no text`);
    return value;
  }

  number(name: string, { from, to }: { readonly from: number; readonly to: number }): number {
    const value = this.take(name);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < from || value > to)
      throw new InvalidConfiguration(`\`${this.prefix}${name}\` is no whole number from ${from} to ${to}`);
    return value;
  }

  texts(name: string): Readonly<Record<string, string>> {
    const members = new Members(`${this.prefix}${name}.`, this.take(name));
    return Object.fromEntries(Object.keys(members.values).map((key) => [key, members.text(key)]));
  }

  end(): void {
    const unknown = Object.keys(this.values).find((name) => !this.asked.has(name));
    if (unknown !== undefined) throw new InvalidConfiguration(`\`${this.prefix}${unknown}\` is not known`);
  }
}
