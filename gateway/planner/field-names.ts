import {
  getNamedType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';

/** Which field names mean one thing wherever they occur: no arguments, and one type. */
export interface FieldNames {
  isPlain(name: string): boolean;
}

/** Reads a schema's field names once. */
export function createFieldNames(schema: GraphQLSchema): FieldNames {
  const shapes = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const shape = typeShape(field.type);
      if (field.args.length > 0 || (shapes.get(field.name) ?? shape) !== shape) ambiguous.add(field.name);
      shapes.set(field.name, shape);
    }
  }
  return { isPlain: (name) => !ambiguous.has(name) };
}

/**
 * What two selections under one response key must share (GraphQL, "Field Selection Merging"): lists and non-nulls,
 * and for a leaf its type.
 */
export function typeShape(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  return isLeafType(named) ? String(type) : String(type).replace(named.name, '{}');
}

/** The field of a composite type, `__typename` left out. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: string,
  name: string,
): GraphQLField<unknown, unknown> | null {
  const type = schema.getType(parent);
  return isObjectType(type) || isInterfaceType(type) ? (type.getFields()[name] ?? null) : null;
}
