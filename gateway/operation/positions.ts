import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';

/** The object types that a value of a type can have. */
export function possibleTypes(
  schema: GraphQLSchema,
  type: GraphQLNamedType | null | undefined,
): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

/** Those of a position that a type condition lets through; without a condition, all. */
export function narrowed(
  schema: GraphQLSchema,
  position: readonly GraphQLObjectType[],
  condition: string | undefined,
): readonly GraphQLObjectType[] {
  if (condition === undefined) return position;
  const through = new Set(possibleTypes(schema, schema.getType(condition)));
  return position.filter((type) => through.has(type));
}
