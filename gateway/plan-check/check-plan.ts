import { randomUUID } from 'node:crypto';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { FieldCoordinate, MaskKind } from '../../policies/vocabulary.ts';
import { type FetchUses, usesOfFetch } from '../planner/fetch-uses.ts';
import type { Planner } from '../planner/planner.ts';
import { fetchesOf, type PlanNode } from '../planner/query-plan.ts';
import { removeFields } from '../planner/remove-fields.ts';
import { createTypeIndex } from '../planner/type-index.ts';
import type { AllowedOperation, SubgraphPermit } from '../stages/stage-types.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { fieldsNeeding, type Uncovered } from './fields-needing.ts';
import { masksOfPlan, permitsOfPlan } from './permits-of-plan.ts';

/** A plan of which every reading is covered, with what its subgraphs are granted. */
export interface PermittedPlan {
  readonly planId: string;
  readonly root: PlanNode | null;
  readonly permits: Readonly<Record<string, SubgraphPermit>>;
  /** Places of the answer, in canonical keys, that had to be left out. */
  readonly uncovered: readonly (readonly string[])[];
  /** Source masks that wait for the gateway, because the plan requires the bare value. */
  readonly gatewayMasks: Readonly<Record<FieldCoordinate, MaskKind>>;
}

/**
 * Checks a plan of an allowed operation.
 * @param document the operation in canonical form
 * @param root its plan
 * @throws SluiceError PLAN_FAILED; PLAN_UNCOVERED where what is not covered can not be left out
 */
export type PlanCheck = (
  allowed: AllowedOperation,
  document: DocumentNode | null,
  root: PlanNode | null,
) => PermittedPlan;

export interface PlanCheckParts {
  readonly planner: Planner;
  readonly schema: GraphQLSchema;
  readonly views: ReadonlyMap<string, GraphQLSchema>;
}

export function createPlanCheck(parts: PlanCheckParts): PlanCheck {
  const types = createTypeIndex(parts.schema);

  function usesOf(root: PlanNode | null, { variables }: AllowedOperation): readonly FetchUses[] {
    return fetchesOf(root).map((fetch) => {
      const view = parts.views.get(fetch.subgraph);
      if (!view) throw new SluiceError('PLAN_FAILED', { reason: 'a fetch is for no subgraph of the graph' });
      return usesOfFetch(fetch, view, variables);
    });
  }

  return (allowed, document, root) => {
    const coverage = coverageOf(parts.schema, allowed);
    const left = new Map<string, readonly string[]>();
    let rest = document;
    let plan = root;
    for (;;) {
      const uses = usesOf(plan, allowed);
      const uncovered = uses.flatMap((each) => uncoveredIn(each, coverage));
      if (uncovered.length === 0) {
        const { atSource: sourceMasks, atGateway: gatewayMasks } = masksOfPlan(uses, allowed);
        return {
          planId: randomUUID(),
          root: plan,
          permits: permitsOfPlan({ uses, coverage, allowed, views: parts.views, sourceMasks }),
          uncovered: [...left.values()],
          gatewayMasks,
        };
      }
      const context = { fetches: fetchesOf(plan), schema: parts.schema, views: parts.views, types };
      const places = uncovered.flatMap((each) => fieldsNeeding(each, context));
      const remainder = rest ? removeFields(parts.schema, types, rest, places) : null;
      // Each round takes out at least one field or ends here: refusing is right where leaving out does not help.
      if (!remainder || remainder.removed.length === 0) throw new SluiceError('PLAN_UNCOVERED');
      for (const path of remainder.removed) left.set(path.join('.'), path);
      rest = remainder.document;
      plan = rest ? parts.planner.plan(rest).root : null;
    }
  };
}

function uncoveredIn({ fetch, asked, required }: FetchUses, coverage: Coverage): readonly Uncovered[] {
  const selections = asked
    .filter(({ coordinate, use }) => !coverage(coordinate, use))
    .map(({ path, selected }): Uncovered => {
      const [type = ''] = selected.split('.');
      return { kind: 'selected', fetch, path, type };
    });
  const tellings = required
    .filter(({ coordinate }) => !coverage(coordinate, 'join-key'))
    .flatMap(({ part: index, entity, field }): readonly Uncovered[] => {
      const part = fetch.parts[index];
      return part ? [{ kind: 'told', part, entity, field }] : [];
    });
  return [...selections, ...tellings];
}
