import { buildASTSchema, Kind, parse, type ConstDirectiveNode, type GraphQLSchema } from 'graphql';

/** The dataset that a type belongs to, as its `@dataset` says. */
export interface DatasetEntry {
  readonly id: string;
  readonly agency: string;
}

/** The graph that audits are written against: its types, and who provides each of them. */
export interface GraphCatalogue {
  readonly schema: GraphQLSchema;
  /** Null for a type without a dataset (connections, edges). An entity of several agencies gives its first. */
  datasetOf(typeName: string): DatasetEntry | null;
}

/** Reads the supergraph's text. It was composed by the hub and is trusted, so it is not validated again. */
export function readGraphCatalogue(supergraphSdl: string): GraphCatalogue {
  const document = parse(supergraphSdl, { noLocation: true });
  const datasets = new Map<string, DatasetEntry>();
  for (const definition of document.definitions) {
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      continue;
    }
    const dataset = definition.directives?.find((directive) => directive.name.value === 'dataset');
    if (dataset !== undefined) datasets.set(definition.name.value, datasetEntry(dataset));
  }
  return {
    schema: buildASTSchema(document, { assumeValidSDL: true }),
    datasetOf: (typeName) => datasets.get(typeName) ?? null,
  };
}

function datasetEntry(directive: ConstDirectiveNode): DatasetEntry {
  const text = (name: string): string => {
    const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
    return value?.kind === Kind.STRING ? value.value : '';
  };
  return { id: text('id'), agency: text('agency') };
}
