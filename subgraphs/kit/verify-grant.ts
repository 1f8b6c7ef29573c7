import { createHash, createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { SluiceError } from '../../errors/sluice-error.ts';
import {
  FETCH_HEADER,
  FETCH_WINDOW_MS,
  fetchBinding,
  GRANT_HEADER,
  type GrantClaims,
} from '../../policies/grant-claims.ts';
import { keyIdOf } from '../../secrets/key-id.ts';
import { NonceMemory } from './nonce-memory.ts';
import { parseGrant, type UnverifiedGrant } from './parse-grant.ts';

export interface GrantVerifierOptions {
  /** The name under which grants are issued to this subgraph. */
  readonly audience: string;
  /** The gateway's Ed25519 key. */
  readonly grantPublicKey: KeyObject;
  /** The key that only the gateway and this subgraph hold. */
  readonly fetchKey: KeyObject;
  /** Milliseconds since the epoch; for tests. */
  readonly now?: () => number;
}

/** A fetch that comes from the gateway, is new, and carries a grant for this subgraph that still holds. */
export interface VerifiedFetch {
  /** The same object for the same grant, so that what is derived from it can be kept with it. */
  readonly claims: GrantClaims;
  readonly exchangeId: string;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The same of which the body was not read yet. */
export interface VerifiedHead extends VerifiedFetch {
  /** SHA-256, in base64url, that the body must have. */
  readonly bodyHash: string;
}

interface FetchParts {
  readonly nonce: string;
  readonly exchangeId: string;
  readonly issuedAtMs: number;
  readonly bodyHash: string;
  readonly mac: Buffer;
}

/** Grants live a minute; so many at once are more than one subgraph meets in that time. */
const KEPT_GRANTS = 1_024;

/** Verifies fetches: first what is cheap and keeps strangers out, then what is dear and done once a grant. */
export class GrantVerifier {
  private readonly options: GrantVerifierOptions;
  private readonly now: () => number;
  private readonly keyId: string;
  private readonly nonces = new NonceMemory(2 * FETCH_WINDOW_MS);
  /** Grants whose signature was right, by their text. */
  private readonly signed = new Map<string, GrantClaims>();

  constructor(options: GrantVerifierOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.keyId = keyIdOf(options.grantPublicKey);
  }

  /**
   * @param body the bytes as they arrived
   * @throws SluiceError GRANT_MISSING, GRANT_INVALID, GRANT_AUDIENCE, GRANT_EXPIRED, FETCH_UNBOUND, FETCH_REPLAYED
   */
  verify(headers: Headers, body: Uint8Array): VerifiedFetch {
    const head = this.verifyHead(headers);
    this.checkBody(head, body);
    return head;
  }

  /**
   * Verifies all but the body, which `checkBody` does once it is there: nothing of it may be believed before.
   * @throws SluiceError as `verify` does
   */
  verifyHead(headers: Headers): VerifiedHead {
    const grantText = headers[GRANT_HEADER];
    if (typeof grantText !== 'string' || grantText === '') throw new SluiceError('GRANT_MISSING');
    const known = this.signed.get(grantText);
    const grant = known ? null : parseGrant(grantText);
    const fetch = fetchParts(headers[FETCH_HEADER]);
    this.checkBinding((known ?? grant?.claims)?.grantId ?? '', fetch);
    const claims = known ?? this.checkSignature(grantText, grant);
    if (claims.audience !== this.options.audience) throw new SluiceError('GRANT_AUDIENCE');
    if (claims.expiresAt * 1_000 <= this.now()) throw new SluiceError('GRANT_EXPIRED');
    return { claims, exchangeId: fetch.exchangeId, bodyHash: fetch.bodyHash };
  }

  /**
   * @param body the bytes as they arrived
   * @throws SluiceError FETCH_UNBOUND
   */
  checkBody({ bodyHash }: VerifiedHead, body: Uint8Array): void {
    if (createHash('sha256').update(body).digest('base64url') !== bodyHash)
      throw new SluiceError('FETCH_UNBOUND');
  }

  private checkBinding(grantId: string, fetch: FetchParts): void {
    const mac = createHmac('sha256', this.options.fetchKey)
      .update(fetchBinding({ ...fetch, grantId }))
      .digest();
    if (mac.length !== fetch.mac.length || !timingSafeEqual(mac, fetch.mac))
      throw new SluiceError('FETCH_UNBOUND');
    const now = this.now();
    if (Math.abs(now - fetch.issuedAtMs) > FETCH_WINDOW_MS) throw new SluiceError('FETCH_REPLAYED');
    if (!this.nonces.admit(fetch.nonce, now)) throw new SluiceError('FETCH_REPLAYED');
  }

  private checkSignature(text: string, grant: UnverifiedGrant | null): GrantClaims {
    // Whoever changes keys goes by the name in a grant, so no grant may bear another key's.
    if (grant?.claims.keyId !== this.keyId) throw new SluiceError('GRANT_INVALID');
    if (!verify(null, Buffer.from(grant.signed), this.options.grantPublicKey, grant.signature))
      throw new SluiceError('GRANT_INVALID');
    if (this.signed.size >= KEPT_GRANTS) this.forgetGrants();
    this.signed.set(text, grant.claims);
    return grant.claims;
  }

  /** What has expired goes; if nothing has, everything does: a signature can always be checked again. */
  private forgetGrants(): void {
    const now = this.now();
    for (const [text, { expiresAt }] of this.signed) if (expiresAt * 1_000 <= now) this.signed.delete(text);
    if (this.signed.size >= KEPT_GRANTS) this.signed.clear();
  }
}

/** `nonce.exchangeId.issuedAtMs.bodyHash.mac` */
function fetchParts(header: Headers[string]): FetchParts {
  const [nonce, exchangeId, issuedAt, bodyHash, mac, ...more] =
    typeof header === 'string' ? header.split('.') : [];
  if (!nonce || !exchangeId || !issuedAt || !bodyHash || !mac || more.length > 0)
    throw new SluiceError('FETCH_UNBOUND');
  if (!/^\d{1,15}$/u.test(issuedAt)) throw new SluiceError('FETCH_UNBOUND');
  return { nonce, exchangeId, issuedAtMs: Number(issuedAt), bodyHash, mac: Buffer.from(mac, 'base64url') };
}
