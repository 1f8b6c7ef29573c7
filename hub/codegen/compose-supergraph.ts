import { composeServices } from '@theguild/federation-composition';
import { GraphQLError, parse } from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { agenciesAgree } from './rules/agencies-agree.ts';
import { SUPERGRAPH_RULES } from './rules/supergraph-rules.ts';

export interface SubgraphSource {
  /** The folder's name, and the subgraph's in the supergraph. */
  readonly name: string;
  /** The whole schema, the kit's prelude included. */
  readonly sdl: string;
}

/** Why the subgraphs do not make a supergraph: every reason at once, one line each. */
export class CompositionFailed extends Error {
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(`the subgraphs do not compose:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
    this.name = 'CompositionFailed';
    this.reasons = reasons;
  }
}

/**
 * The supergraph of these subgraphs, in whatever order they are given. Where a subgraph is served is no part of it:
 * its urls name nothing, and the gateway's configuration says where to go.
 * @throws CompositionFailed where federation or one of the project's own rules refuses.
 */
export function composeSupergraph(subgraphs: readonly SubgraphSource[]): string {
  const services = subgraphs
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, sdl }) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parseNamed(name, sdl),
    }));
  const result = composeServices(services);
  if (result.errors) throw new CompositionFailed(result.errors.map(({ message }) => message));
  refuseIfAny(agenciesAgree(result.supergraphDocumentNode));
  const schema = apiSchemaOf(result.supergraphSdl);
  refuseIfAny(SUPERGRAPH_RULES.flatMap((rule) => rule(schema)));
  return `${result.supergraphSdl.trim()}\n`;
}

function refuseIfAny(reasons: readonly string[]): void {
  if (reasons.length > 0) throw new CompositionFailed(reasons);
}

function parseNamed(name: string, sdl: string) {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [at] = error.locations ?? [];
    throw new CompositionFailed([`${name}, line ${at?.line ?? 0} of prelude and schema: ${error.message}`]);
  }
}
