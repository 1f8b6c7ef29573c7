import type { GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { type Catalogue, catalogueOf } from '../../policies/catalogue.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { withCheckedScalars } from './checked-scalars.ts';

/** Everything the gateway knows of the graph: read once from the one committed file. */
export interface Supergraph {
  readonly sdl: string;
  /** What callers can name; its AST carries the catalogue and the bindings of uses. */
  readonly schema: GraphQLSchema;
  readonly catalogue: Catalogue;
  /** Fields of any `@key` of any subgraph: a plan needs them bare, so their masks are the gateway's to apply. */
  readonly keyFields: ReadonlySet<FieldCoordinate>;
  /** The types whose objects are rows of a dataset, so not connections, edges and roots. Sorted. */
  readonly datasetTypes: readonly string[];
}

/** @throws Error where the text is no supergraph or a field lacks its catalogue entry */
export function readSupergraph(sdl: string): Supergraph {
  const schema = withCheckedScalars(apiSchemaOf(sdl));
  const catalogue = catalogueOf(schema);
  const described = [...catalogue.values()].filter(({ datasets }) => datasets.length > 0);
  return {
    sdl,
    schema,
    catalogue,
    keyFields: new Set([...catalogue].flatMap(([coordinate, { isKey }]) => (isKey ? [coordinate] : []))),
    datasetTypes: [...new Set(described.map(({ type }) => type))].toSorted(),
  };
}
