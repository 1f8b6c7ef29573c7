import { Kind, print } from 'graphql';
import type { AllowedOperation } from '../stages/stage-types.ts';
import { createFetchNode } from '../planner/create-fetch-node.ts';
import type { FetchNode } from '../planner/query-plan.ts';
import type { RelationSource } from './relation-source.ts';
import type { RelationWay } from './relation-way.ts';

/**
 * The fetch of a query plan that would ask for what a relation read asks for. It is never sent: by it the plan check
 * finds what the read uses and what covers that, by the same rule as for any other plan.
 */
export function relationFetch(
  { subgraph, through }: RelationSource,
  way: RelationWay,
  { decided }: AllowedOperation,
): FetchNode {
  const columns = selectionOf(way);
  if (through.kind === 'root') {
    const { node } = way.root;
    const given = (node.arguments ?? []).map(print).join(', ');
    const definitions = (decided.read.operation.variableDefinitions ?? []).map(print).join(', ');
    const head = definitions === '' ? 'query' : `query (${definitions})`;
    const operation = `${head} { ${through.field}${given === '' ? '' : `(${given})`} { nodes { ${columns} } } }`;
    return createFetchNode({ subgraph, operation, parts: [{ kind: 'root', place: [], renames: [] }] });
  }
  const { type, keyField, field } = through;
  const below = field === null ? columns : `${field} { ${columns} }`;
  return createFetchNode({
    subgraph,
    operation: `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on ${type} { ${below} } }
    }`,
    parts: [
      {
        kind: 'entities',
        responseKey: '_entities',
        variable: 'representations',
        places: [],
        requires: [
          {
            kind: 'fragment',
            type,
            requires: [{ kind: 'field', name: keyField, from: keyField, requires: null }],
          },
        ],
        inputRewrites: [],
        renames: [],
      },
    ],
  });
}

/** The columns as a selection; keys of one edge together. */
function selectionOf({ columns }: RelationWay): string {
  const edges = Map.groupBy(columns, ({ path }) => path[0]);
  return [...edges]
    .map(([name, of]) => {
      const keys = of.flatMap(({ path: [, key] }) => (key === undefined ? [] : [key]));
      return keys.length === 0 ? name : `${name} { ${keys.join(' ')} }`;
    })
    .join(' ');
}

/** The value of the one argument that a population may have; null where it has none. */
export function filterOf(
  way: RelationWay,
  { variables }: AllowedOperation,
): Readonly<Record<string, unknown>> | null {
  const [given] = way.root.node.arguments ?? [];
  if (given?.value.kind !== Kind.VARIABLE) return null;
  return (variables[given.value.name.value] ?? null) as Readonly<Record<string, unknown>> | null;
}
