import type { GraphQLField } from 'graphql';

/** Whether another agency answers the field, and it stands here only for `@requires` to name it. */
export function isExternal({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'external') ?? false;
}
