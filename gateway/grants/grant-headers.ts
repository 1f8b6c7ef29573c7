import type { KeyObject } from 'node:crypto';
import { FETCH_HEADER, GRANT_HEADER } from '../../policies/grant-claims.ts';
import type { Exchange, Scope, SubgraphPermit } from '../stages/stage-types.ts';
import { bindFetch } from './bind-fetch.ts';
import type { GrantSigner } from './create-grant-signer.ts';

/** One fetch and what it is granted. */
export interface GrantedFetch {
  readonly exchange: Pick<Exchange, 'id' | 'subject'>;
  readonly planId: string;
  readonly permit: SubgraphPermit;
  readonly scope: Scope;
  /** That the subgraph shares with the gateway. */
  readonly key: KeyObject;
  readonly body: string | Uint8Array;
}

/** The headers of one attempt: the grant, and what binds the body to it. Call it anew for every attempt. */
export function grantHeaders(
  signer: GrantSigner,
  { exchange, planId, permit, scope, key, body }: GrantedFetch,
): Readonly<Record<string, string>> {
  const { purpose, policyVersion, validUntil } = scope.table;
  const { subject } = exchange;
  const grant = signer.grantFor({ subject, purpose, policyVersion, planId, validUntil, permit, scope });
  const fetch = { key, grantId: grant.grantId, exchangeId: exchange.id, body };
  return { [GRANT_HEADER]: grant.text, [FETCH_HEADER]: bindFetch(fetch) };
}
