import type { DocumentNode } from 'graphql';
import type { QueryPlan } from './query-plan.ts';

/** Says which subgraph to ask for what, in which order. Does not validate: the operation has been validated. */
export interface Planner {
  readonly name: 'native' | 'apollo';
  /**
   * @param document one operation in its canonical form (see canonical-document.ts), `@skip` and `@include` resolved
   * @throws SluiceError PLAN_FAILED
   */
  plan(document: DocumentNode): QueryPlan;
}
