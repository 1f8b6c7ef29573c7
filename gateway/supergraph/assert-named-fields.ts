import { type GraphQLSchema, isObjectType } from 'graphql';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';

/**
 * Refuses a graph of people that lacks a field which the gateway knows by name. WHY: a check of identifiers or a
 * pseudonym whose field was renamed would otherwise be gone, and nobody would notice. A graph without people has neither.
 * @throws Error naming the fields
 */
export function assertNamedFields(schema: GraphQLSchema, coordinates: readonly FieldCoordinate[]): void {
  if (!schema.getType('Person')) return;
  const missing = coordinates.filter((coordinate) => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    return !isObjectType(type) || !Object.hasOwn(type.getFields(), fieldName);
  });
  if (missing.length > 0)
    throw new Error(`the gateway goes by fields that the supergraph does not have: ${missing.join(', ')}`);
}
