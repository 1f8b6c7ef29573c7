import {
  type ConstDirectiveNode,
  type DocumentNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { type Catalogue, catalogueOf } from '../../policies/catalogue.ts';
import { directiveArguments } from '../../policies/use-binding.ts';
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
    keyFields: keyFieldsOf(parse(sdl), schema),
    datasetTypes: [...new Set(described.map(({ type }) => type))].toSorted(),
  };
}

function keyFieldsOf(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<FieldCoordinate> {
  const found = new Set<FieldCoordinate>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = schema.getType(definition.name.value);
    if (!isObjectType(type)) continue;
    for (const key of keysOf(definition.directives ?? [])) addKey(key, type, found);
  }
  return found;
}

function keysOf(directives: readonly ConstDirectiveNode[]): readonly SelectionSetNode[] {
  return directives
    .filter(({ name }) => name.value === 'join__type')
    .flatMap((directive) => {
      const { key } = directiveArguments(directive);
      const [definition] = typeof key === 'string' ? parse(`{${key}}`).definitions : [];
      return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [];
    });
}

function addKey(key: SelectionSetNode, type: GraphQLObjectType, found: Set<FieldCoordinate>): void {
  for (const selection of key.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const field = type.getFields()[selection.name.value];
    if (!field) continue;
    found.add(`${type.name}.${field.name}` as FieldCoordinate);
    const below = getNamedType(field.type);
    if (selection.selectionSet && isObjectType(below)) addKey(selection.selectionSet, below, found);
  }
}
