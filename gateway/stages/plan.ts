import type { GraphQLSchema } from 'graphql';
import { BoundedCache } from '../../policies/bounded-cache.ts';
import type { DecisionTable } from '../../policies/vocabulary.ts';
import { createPlanCheck, type PermittedPlan } from '../plan-check/check-plan.ts';
import { type CanonicalOperation, canonicalOperation } from '../planner/canonical-document.ts';
import { createFieldNames } from '../planner/field-names.ts';
import type { Planner } from '../planner/planner.ts';
import type { PlanNode } from '../planner/query-plan.ts';
import type { AllowedOperation, CheckedPlan, Unvouched } from './stage-types.ts';

/** The stage between rewrite and fetch. */
export interface PlanStage {
  /**
   * Plans an allowed operation and checks the plan: what is not covered is left out of it, with PLAN_UNCOVERED at its
   * place, and the rest is planned anew.
   * @throws SluiceError PLAN_FAILED, OPERATION_INVALID; PLAN_UNCOVERED where leaving out does not help
   */
  plan(allowed: AllowedOperation): CheckedPlan;
}

export interface PlanStageParts {
  readonly planner: Planner;
  /** The graph's API schema. */
  readonly schema: GraphQLSchema;
  /** Each subgraph's own schema, as the supergraph tells it. */
  readonly views: ReadonlyMap<string, GraphQLSchema>;
  /** How many operations' plans are kept. */
  readonly cacheSize: number;
}

/** What is kept of one operation: its plan, and what each decision table granted to that plan. */
interface Planned {
  readonly canonical: CanonicalOperation;
  readonly root: PlanNode | null;
  readonly permitted: WeakMap<DecisionTable, PermittedPlan>;
}

export function createPlanStage(parts: PlanStageParts): PlanStage {
  const names = createFieldNames(parts.schema);
  const check = createPlanCheck(parts);
  const planned = new BoundedCache<string, Planned>(parts.cacheSize);

  function make({ document }: AllowedOperation): Planned {
    const canonical: CanonicalOperation = document
      ? canonicalOperation({ schema: parts.schema, names, document })
      : { document: null, rootType: 'Query', shown: [] };
    const root = canonical.document ? parts.planner.plan(canonical.document).root : null;
    return { canonical, root, permitted: new WeakMap() };
  }

  return {
    plan(allowed) {
      const { canonical, root, permitted } = planned.get(allowed.fingerprint, () => make(allowed));
      // INVARIANT: what was granted under one table is never granted under another. The fingerprint speaks of the
      // caller's own fields; those that only the plan reads are decided by the table.
      const { table } = allowed.decided.scope;
      const granted = permitted.get(table) ?? check(allowed, canonical.document, root);
      permitted.set(table, granted);
      const gatewayMasks = { ...allowed.gatewayMasks, ...granted.gatewayMasks };
      const plan: Unvouched<CheckedPlan> = { kind: 'checked', allowed, canonical, ...granted, gatewayMasks };
      return plan as CheckedPlan;
    },
  };
}
