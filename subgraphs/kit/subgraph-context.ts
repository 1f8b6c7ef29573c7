import type { GrantClaims } from '../../policies/grant-claims.ts';
import type { Connector } from '../../connectors/contract.ts';

/** What one verified fetch carries through its resolvers; it lives and dies with the fetch. */
export interface SubgraphContext {
  readonly grant: GrantClaims;
  readonly exchangeId: string;
  readonly connector: Connector;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Canonical ids of the data subjects whose records were read; returned as keyed tags beside the data. */
  readonly dataSubjects: Set<string>;
}
