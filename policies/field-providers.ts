import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { directiveArguments } from './use-binding.ts';

const EXTENSION = 'sluiceProviders';

/**
 * Notes on every field of an API schema which subgraphs provide it, as the supergraph's machinery says, before that
 * machinery is taken out.
 */
export function noteProviders(schema: GraphQLSchema, supergraph: DocumentNode): void {
  const names = graphNames(supergraph);
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = schema.getType(definition.name.value);
    if (!isObjectType(type)) continue;
    for (const node of definition.fields ?? []) {
      const field = type.getFields()[node.name.value];
      if (field)
        field.extensions = { ...field.extensions, [EXTENSION]: providersIn(definition, node, names) };
    }
  }
}

/** The subgraphs that provide a field, sorted; empty where the schema is not a supergraph's API schema. */
export function providersOf(field: GraphQLField<unknown, unknown>): readonly string[] {
  const providers: unknown = field.extensions[EXTENSION];
  return Array.isArray(providers) ? providers.filter((name) => typeof name === 'string') : [];
}

function providersIn(
  type: ObjectTypeDefinitionNode,
  field: FieldDefinitionNode,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const graphs = (directives: readonly ConstDirectiveNode[] | undefined, name: string) =>
    (directives ?? []).filter((each) => each.name.value === name).map(directiveArguments);
  const own = graphs(field.directives, 'join__field').filter(({ graph }) => graph !== undefined);
  const resolving =
    own.length > 0 ? own.filter(({ external }) => external !== true) : graphs(type.directives, 'join__type');
  const providers = resolving.map(({ graph }) => names.get(String(graph)) ?? String(graph));
  return [...new Set(providers)].toSorted();
}

/** Value of `join__Graph` → name of the subgraph. */
function graphNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const graphs = supergraph.definitions
    .filter((definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION)
    .find(({ name }) => name.value === 'join__Graph');
  return new Map(
    (graphs?.values ?? []).map((value) => {
      const [graph] = (value.directives ?? []).map(directiveArguments);
      return [value.name.value, typeof graph?.['name'] === 'string' ? graph['name'] : value.name.value];
    }),
  );
}
