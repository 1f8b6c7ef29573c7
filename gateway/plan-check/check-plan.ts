import { randomUUID } from 'node:crypto';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { Derivation, FieldCoordinate, MaskKind } from '../../policies/vocabulary.ts';
import { fieldsThatNeed } from '../planner/entity-needs.ts';
import { type FetchUses, type RequiredUse, usesOfFetch } from '../planner/fetch-uses.ts';
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
  /** What is read though the caller may not see it, as policy declares. */
  readonly derived: readonly Derivation[];
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
      const uncovered = uses.flatMap((each) => uncoveredIn(each, coverage, parts.views));
      if (uncovered.length === 0) {
        const { atSource: sourceMasks, atGateway: gatewayMasks } = masksOfPlan(uses, allowed);
        return {
          planId: randomUUID(),
          root: plan,
          permits: permitsOfPlan({ uses, coverage, allowed, views: parts.views, sourceMasks }),
          uncovered: [...left.values()],
          derived: derivedIn(uses, coverage),
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

function uncoveredIn(
  uses: FetchUses,
  coverage: Coverage,
  views: ReadonlyMap<string, GraphQLSchema>,
): readonly Uncovered[] {
  const { fetch, asked, required } = uses;
  const selections = asked
    .filter(({ coordinate, use }) => !coverage(coordinate, use))
    .map(({ path, selected }): Uncovered => {
      const [type = ''] = selected.split('.');
      return { kind: 'selected', fetch, path, type };
    });
  const tellings = required.flatMap((told): readonly Uncovered[] => {
    const part = fetch.parts[told.part];
    if (!part) return [];
    const needing = fieldsToldFor(uses, told, views.get(fetch.subgraph));
    if (coverage(told.coordinate, 'join-key', needing)) return [];
    const alone = needing.filter((field) => !coverage(told.coordinate, 'join-key', [field]));
    const { entity, field } = told;
    return [{ kind: 'told', part, entity, field, fields: alone.map((each) => each.split('.')[1] ?? '') }];
  });
  return [...selections, ...tellings];
}

/** The fields of an entity that a fetch asks for and its subgraph can not answer without being told this one. */
function fieldsToldFor(
  { fetch, asked }: FetchUses,
  { part, entity, field }: RequiredUse,
  view: GraphQLSchema | undefined,
): readonly FieldCoordinate[] {
  const told = fetch.parts[part];
  if (!view || told?.kind !== 'entities') return [];
  const needing = fieldsThatNeed(view, entity, field);
  return asked
    .filter(({ path, use }) => use === 'project' && path.length === 2 && path[0] === told.responseKey)
    .map(({ coordinate }) => coordinate)
    .filter((coordinate) => {
      const [type, name = ''] = coordinate.split('.');
      return type === entity && (needing?.has(name) ?? true);
    });
}

function derivedIn(uses: readonly FetchUses[], coverage: Coverage): readonly Derivation[] {
  const read = uses.flatMap(({ asked, required }) => [
    ...asked.flatMap(({ coordinate, use }) => coverage(coordinate, use)?.derivations ?? []),
    ...required.flatMap(({ coordinate }) => coverage(coordinate, 'join-key')?.derivations ?? []),
  ]);
  return [...new Set(read)];
}
