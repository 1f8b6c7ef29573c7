import {
  buildASTSchema,
  isObjectType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';

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
  /** Whether a field says who somebody is: tagged `identity`, or a key of grade 4. Such fields join and no more. */
  isIdentity(typeName: string, fieldName: string): boolean;
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
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  return {
    schema,
    datasetOf: (typeName) => datasets.get(typeName) ?? null,
    isIdentity: (typeName, fieldName) => {
      const type = schema.getType(typeName);
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      // WHY: what the catalogue does not describe is taken for the most sensitive there is.
      const catalogue = field?.astNode?.directives?.find(({ name }) => name.value === 'catalogue');
      if (type === undefined || catalogue === undefined) return true;
      const { grade, tags } = directiveArguments(catalogue);
      const isKey = keyFieldsOf(type).has(fieldName);
      return (Array.isArray(tags) && tags.includes('identity')) || (isKey && grade === 4);
    },
  };
}

function keyFieldsOf(type: GraphQLNamedType): ReadonlySet<string> {
  const keys = (type.astNode?.directives ?? [])
    .filter(({ name }) => name.value === 'join__type')
    .map((join) => directiveArguments(join)['key'])
    .filter((key) => typeof key === 'string');
  return new Set(keys.flatMap((key) => key.split(/[\s{}]+/u)));
}

function datasetEntry(directive: ConstDirectiveNode): DatasetEntry {
  const text = (name: string): string => {
    const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
    return value?.kind === Kind.STRING ? value.value : '';
  };
  return { id: text('id'), agency: text('agency') };
}
