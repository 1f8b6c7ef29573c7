import { Kind, OperationTypeNode, parse } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { FetchNode, FetchPart } from './query-plan.ts';

/**
 * One fetch of a plan. What the planner says beside the operation about its kind and variables is read from the
 * operation instead, so that the two can not differ.
 * @throws SluiceError PLAN_FAILED
 */
export function createFetchNode(planned: {
  readonly subgraph: string;
  readonly operation: string;
  readonly parts: readonly FetchPart[];
}): FetchNode {
  const document = parse(planned.operation, { noLocation: true });
  const [definition] = document.definitions;
  if (
    definition?.kind !== Kind.OPERATION_DEFINITION ||
    definition.operation === OperationTypeNode.SUBSCRIPTION
  )
    throw new SluiceError('PLAN_FAILED', { reason: 'a fetch is neither a query nor a mutation' });
  assertSharedVariables(planned.parts);
  const own = new Set(planned.parts.map((part) => (part.kind === 'entities' ? part.variable : null)));
  const variables = (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    kind: 'fetch',
    subgraph: planned.subgraph,
    isMutation: definition.operation === OperationTypeNode.MUTATION,
    operation: planned.operation,
    document,
    variables: variables.filter((name) => !own.has(name)),
    parts: planned.parts,
  };
}

/** Parts that share a list of representations must mean the same one. */
function assertSharedVariables(parts: readonly FetchPart[]): void {
  const lists = new Map<string, string>();
  for (const part of parts) {
    if (part.kind !== 'entities') continue;
    const list = JSON.stringify([part.places, part.requires, part.inputRewrites]);
    if ((lists.get(part.variable) ?? list) !== list)
      throw new SluiceError('PLAN_FAILED', { reason: 'two lists of entities share a variable' });
    lists.set(part.variable, list);
  }
}
