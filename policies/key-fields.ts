import {
  type ConstDirectiveNode,
  type DocumentNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { directiveArguments } from './use-binding.ts';

const EXTENSION = 'sluiceIsKey';

/**
 * Notes on the fields of an API schema which of them are part of a `@key` of some subgraph, as the supergraph's machinery
 * says, before that machinery is taken out.
 */
export function noteKeys(schema: GraphQLSchema, supergraph: DocumentNode): void {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = schema.getType(definition.name.value);
    if (!isObjectType(type)) continue;
    for (const key of keysOf(definition.directives ?? [])) noteKey(key, type);
  }
}

/** Whether a field is part of a `@key`; false where the schema is not a supergraph's API schema. */
export function isKey(field: GraphQLField<unknown, unknown>): boolean {
  return field.extensions[EXTENSION] === true;
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

function noteKey(key: SelectionSetNode, type: GraphQLObjectType): void {
  for (const selection of key.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const field = type.getFields()[selection.name.value];
    if (!field) continue;
    field.extensions = { ...field.extensions, [EXTENSION]: true };
    const below = getNamedType(field.type);
    if (selection.selectionSet && isObjectType(below)) noteKey(selection.selectionSet, below);
  }
}
