import type { Connector, ReadOptions } from '../../connectors/contract.ts';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import type { MaskContext } from '../../policies/obligations/mask.ts';
import type { DatasetStates } from './dataset-states.ts';
import type { RecordReader } from './record-reader.ts';
import type { AggregateLedger } from './statistics/aggregate-ledger.ts';

/** What one verified fetch carries through its resolvers; it lives and dies with the fetch. */
export interface SubgraphContext {
  readonly grant: GrantClaims;
  readonly exchangeId: string;
  /** What the grant's masks go by. */
  readonly masking: MaskContext;
  readonly connector: Connector;
  /** Everything that is read of a mapped type is read here: current rows, the grant's rows, batched. */
  readonly records: RecordReader;
  /** What the source says of how complete its relations are. */
  readonly datasets: DatasetStates;
  /** What statistics were answered; null where the subgraph has none to answer. */
  readonly aggregates: AggregateLedger | null;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch at which the fetch is given up. */
  readonly deadlineAt: number;
  /** Canonical ids of the data subjects whose records were read; returned as keyed tags beside the data. */
  readonly dataSubjects: Set<string>;
}

/** How long a read of this fetch may still take, and what ends it before. */
export function readOptionsOf(context: Pick<SubgraphContext, 'signal' | 'deadlineAt'>): ReadOptions {
  return { signal: context.signal, deadlineMs: Math.max(0, context.deadlineAt - Date.now()) };
}
