import { isInterfaceType, isListType, isNonNullType, isObjectType, type GraphQLOutputType } from 'graphql';
import type { SupergraphRule } from './rule.ts';

/** Whatever an agency or a policy can withhold is nullable, so that a refused field never takes its parent along. */
export const outputsAreNullable: SupergraphRule = (schema) =>
  Object.values(schema.getTypeMap())
    .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
    .flatMap((type) =>
      (isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [])
        .filter((field) => hasNonNull(field.type))
        .map(
          (field) => `${type.name}.${field.name} is \`${String(field.type)}\`: an output must be nullable`,
        ),
    );

function hasNonNull(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return true;
  return isListType(type) && hasNonNull(type.ofType);
}
