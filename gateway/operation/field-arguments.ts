import {
  type FieldNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { fieldOf, type NormalForm } from './normal-form.ts';

/** One argument that an operation in normal form gives to one selected field. */
export interface GivenArgument {
  /** The selected field as written, so on an interface where it is selected on one. */
  readonly field: FieldCoordinate;
  readonly node: FieldNode;
  readonly definition: GraphQLArgument;
  readonly variable: string;
}

/** Every argument given in an operation in normal form, in the order of the document. */
export function* givenArguments(
  schema: GraphQLSchema,
  { operation }: Pick<NormalForm, 'operation'>,
): Generator<GivenArgument> {
  const root = schema.getRootType(operation.operation);
  if (root) yield* within(schema, operation.selectionSet, root);
}

function* within(
  schema: GraphQLSchema,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
): Generator<GivenArgument> {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = schema.getType(selection.typeCondition?.name.value ?? parent.name);
      if (isCompositeType(type)) yield* within(schema, selection.selectionSet, type);
      continue;
    }
    const field = fieldOf(schema, parent, selection.name.value);
    if (!field) continue;
    yield* argumentsOf(selection, field.args, `${parent.name}.${field.name}` as FieldCoordinate);
    const type = getNamedType(field.type);
    if (selection.selectionSet && isCompositeType(type)) yield* within(schema, selection.selectionSet, type);
  }
}

/** The arguments of one selected field; each is a variable, because normal form lifts them. */
export function* argumentsOf(
  node: FieldNode,
  definitions: readonly GraphQLArgument[],
  field: FieldCoordinate,
): Generator<GivenArgument> {
  for (const { name, value } of node.arguments ?? []) {
    const definition = definitions.find((each) => each.name === name.value);
    if (definition && value.kind === Kind.VARIABLE)
      yield { field, node, definition, variable: value.name.value };
  }
}
