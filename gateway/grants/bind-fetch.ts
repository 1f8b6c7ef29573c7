import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { fetchBinding } from '../../policies/grant-claims.ts';

/** One attempt at one fetch. */
export interface FetchToBind {
  readonly key: KeyObject;
  readonly grantId: string;
  readonly exchangeId: string;
  readonly body: string | Uint8Array;
}

/**
 * The value of the fetch header: binds the body of one attempt to its grant, under a nonce of its own. Call it anew
 * for every attempt; a subgraph refuses a nonce that it has seen.
 * @param now milliseconds since the epoch
 */
export function bindFetch({ key, grantId, exchangeId, body }: FetchToBind, now: number = Date.now()): string {
  const nonce = randomBytes(16).toString('base64url');
  const bodyHash = createHash('sha256').update(body).digest('base64url');
  const text = fetchBinding({ grantId, nonce, exchangeId, issuedAtMs: now, bodyHash });
  const mac = createHmac('sha256', key).update(text).digest('base64url');
  return [nonce, exchangeId, String(now), bodyHash, mac].join('.');
}
