import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { deriveResolvers } from './derive-resolvers.ts';
import type { SubgraphDefinition, SubgraphWork } from './source-mapping.ts';
import { validateMapping } from './validate-mapping.ts';

const PRELUDE = readFileSync(new URL('prelude.graphql', import.meta.url), 'utf8');

/** An agency's schema with the prelude before it. */
export function subgraphTypeDefs(schemaText: string): DocumentNode {
  return parse(`${PRELUDE}\n${schemaText}`);
}

/**
 * The executable schema of a subgraph: what its agency wrote, answered as its mapping says.
 * @throws Error that lists every disagreement between schema and mapping
 */
export function createSubgraphSchema(
  definition: SubgraphDefinition,
  schemaText: string,
  work: SubgraphWork | null = null,
): GraphQLSchema {
  const typeDefs = subgraphTypeDefs(schemaText);
  const bare = buildSubgraphSchema([{ typeDefs }]);
  const problems = validateMapping(bare, definition.mapping, work);
  if (problems.length > 0)
    throw new Error(`the mapping of ${definition.name} does not fit its schema:\n- ${problems.join('\n- ')}`);
  const resolvers = deriveResolvers(bare, definition.mapping, work);
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
}
