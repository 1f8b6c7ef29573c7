import {
  createHash,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import {
  FETCH_HEADER,
  fetchBinding,
  GRANT_HEADER,
  type GrantClaims,
} from '../../../policies/grant-claims.ts';
import { keyIdOf } from '../../../secrets/key-id.ts';
import type { SubgraphKeys } from '../serve-subgraph.ts';

/** What one test changes about an otherwise sound fetch. */
export interface FetchToSend {
  readonly grant: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Headers that replace or (undefined) remove those of a sound fetch. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface SubgraphAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly dataSubjects: readonly string[];
}

export interface TestGatewayKeys {
  readonly grantPrivateKey: KeyObject;
  readonly fetchKey: KeyObject;
}

/** Asks a running subgraph directly, as the gateway would: with grants and bound fetches that a test can bend. */
export class TestGateway {
  readonly audience: string;
  private readonly keys: TestGatewayKeys;

  /** @param keys those of a running hub, to ask one of its subgraphs behind the gateway's back */
  constructor(audience: string, keys: TestGatewayKeys) {
    this.audience = audience;
    this.keys = keys;
  }

  /** A gateway with fresh keys, and the halves of them that the subgraph under test gets. */
  static withKeys(audience: string): { readonly gateway: TestGateway; readonly keys: SubgraphKeys } {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const fetchKey = createSecretKey(randomBytes(32));
    return {
      gateway: new TestGateway(audience, { grantPrivateKey: privateKey, fetchKey }),
      keys: { grantPublicKey: publicKey, fetchKey, dataSubjectTagKey: createSecretKey(randomBytes(32)) },
    };
  }

  /** A signed grant for these uses (`Type.field:use`) that holds for a minute, unless `claims` says otherwise. */
  grant(uses: readonly string[], claims: Partial<GrantClaims> = {}): string {
    const issuedAt = Math.floor(Date.now() / 1_000);
    const whole = {
      grantId: randomUUID(),
      keyId: keyIdOf(this.keys.grantPrivateKey),
      audience: this.audience,
      subject: {
        application: 'test',
        department: 'test',
        region: '230000',
        roles: [],
        official: null,
        organisation: null,
        person: null,
        clearance: 0,
      },
      purpose: 'test',
      legalBasis: [],
      policyVersion: '1',
      uses,
      masks: {},
      rows: {},
      smallestGroup: 5,
      asOf: null,
      issuedAt,
      expiresAt: issuedAt + 60,
      ...claims,
    };
    const signed = Buffer.from(JSON.stringify(whole)).toString('base64url');
    const signature = sign(null, Buffer.from(signed), this.keys.grantPrivateKey);
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The header that binds a body to a grant. */
  binding(
    grant: string,
    body: string,
    part: { readonly issuedAtMs?: number; readonly nonce?: string } = {},
  ): string {
    const { nonce = randomUUID(), issuedAtMs = Date.now() } = part;
    const { grantId } = JSON.parse(
      Buffer.from(grant.split('.')[0] ?? '', 'base64url').toString(),
    ) as GrantClaims;
    const exchangeId = randomUUID();
    const bodyHash = createHash('sha256').update(body).digest('base64url');
    const mac = createHmac('sha256', this.keys.fetchKey)
      .update(fetchBinding({ grantId, nonce, exchangeId, issuedAtMs, bodyHash }))
      .digest('base64url');
    return `${nonce}.${exchangeId}.${issuedAtMs}.${bodyHash}.${mac}`;
  }

  /** @param url of the subgraph, ending in `/graphql` */
  async fetch(
    url: string,
    { grant, query, variables, signal, headers }: FetchToSend,
  ): Promise<SubgraphAnswer> {
    const body = JSON.stringify({ query, variables });
    const sound: Record<string, string | undefined> = {
      'content-type': 'application/json',
      [GRANT_HEADER]: grant,
      [FETCH_HEADER]: this.binding(grant, body),
      ...headers,
    };
    const given = Object.entries(sound).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await globalThis.fetch(url, {
      method: 'POST',
      headers: given,
      body,
      ...(signal ? { signal } : {}),
    });
    const answer = (await response.json()) as {
      readonly data: unknown;
      readonly errors?: SubgraphAnswer['errors'];
      readonly extensions?: { readonly dataSubjects?: readonly string[] };
    };
    return {
      status: response.status,
      data: answer.data,
      errors: answer.errors ?? [],
      dataSubjects: answer.extensions?.dataSubjects ?? [],
    };
  }
}
