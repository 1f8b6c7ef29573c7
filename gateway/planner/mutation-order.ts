import { type DocumentNode, type FieldNode, Kind, OperationTypeNode } from 'graphql';
import type { Planner } from './planner.ts';
import type { PlanNode } from './query-plan.ts';

/**
 * Plans each field of a mutation by itself, one after the other. Both planners keep the mutations in order, but read
 * what a first mutation returned while, or after, the next is carried out; GraphQL says each is finished first.
 */
export function withMutationOrder(planner: Planner): Planner {
  return {
    name: planner.name,
    plan(document) {
      const steps = stepsOf(document);
      if (steps.length < 2) return planner.plan(document);
      const nodes = steps
        .map((step) => planner.plan(step).root)
        .filter((node): node is PlanNode => node !== null);
      return { root: { kind: 'sequence', nodes } };
    },
  };
}

/** One document for each response key of the root; none where that is not all there is. */
function stepsOf(document: DocumentNode): readonly DocumentNode[] {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation !== OperationTypeNode.MUTATION) return [];
  const fields = operation.selectionSet.selections.filter((each) => each.kind === Kind.FIELD);
  if (fields.length < operation.selectionSet.selections.length) return [];
  const byKey = Map.groupBy(fields, ({ alias, name }: FieldNode) => alias?.value ?? name.value);
  return [...byKey.values()].map((selections) => ({
    ...document,
    definitions: [{ ...operation, selectionSet: { ...operation.selectionSet, selections } }],
  }));
}
