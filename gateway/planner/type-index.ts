import { type GraphQLSchema, isAbstractType } from 'graphql';

/** Answers whether an object of one type falls under a type condition. */
export interface TypeIndex {
  /** True for the type itself and for members and implementations of it. */
  isKindOf(typeName: string, condition: string): boolean;
  isAbstract(typeName: string): boolean;
}

/** Reads a schema's abstract types once. */
export function createTypeIndex(schema: GraphQLSchema): TypeIndex {
  const below = new Map<string, ReadonlySet<string>>();
  for (const type of Object.values(schema.getTypeMap()))
    if (isAbstractType(type))
      below.set(type.name, new Set(schema.getPossibleTypes(type).map((each) => each.name)));
  return {
    isKindOf: (typeName, condition) =>
      typeName === condition || (below.get(condition)?.has(typeName) ?? false),
    isAbstract: (typeName) => below.has(typeName),
  };
}
