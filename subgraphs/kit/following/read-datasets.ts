import { Kind, parse, type ConstDirectiveNode } from 'graphql';

/** The dataset that a type belongs to, as its `@dataset` says. */
export interface DatasetEntry {
  readonly id: string;
  readonly agency: string;
}

/** Type of the graph → its dataset, from the supergraph's text. An entity of several agencies has its first. */
export function readDatasets(supergraphSdl: string): ReadonlyMap<string, DatasetEntry> {
  const datasets = new Map<string, DatasetEntry>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      continue;
    }
    const dataset = definition.directives?.find((directive) => directive.name.value === 'dataset');
    if (dataset !== undefined) datasets.set(definition.name.value, datasetEntry(dataset));
  }
  return datasets;
}

function datasetEntry(directive: ConstDirectiveNode): DatasetEntry {
  const text = (name: string): string => {
    const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
    return value?.kind === Kind.STRING ? value.value : '';
  };
  return { id: text('id'), agency: text('agency') };
}
