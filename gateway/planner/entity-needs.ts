import { type ConstDirectiveNode, type GraphQLSchema, isObjectType, Kind, parse } from 'graphql';

/**
 * Which fields of an entity a subgraph can not answer without being told a field of it; null for all of them, as for a
 * key.
 * @param view the subgraph's own schema, as the supergraph tells it
 * @param told a field that representations of the entity carry
 */
export function fieldsThatNeed(
  view: GraphQLSchema,
  entity: string,
  told: string,
): ReadonlySet<string> | null {
  const type = view.getType(entity);
  if (!isObjectType(type)) return null;
  if (fieldSets(type.astNode?.directives, 'join__type', 'key').has(told)) return null;
  const needing = Object.values(type.getFields())
    .filter(({ astNode }) => fieldSets(astNode?.directives, 'join__field', 'requires').has(told))
    .map(({ name }) => name);
  return needing.length > 0 ? new Set(needing) : null;
}

/** The names at the top of all field sets that an argument of a directive holds. */
function fieldSets(
  directives: readonly ConstDirectiveNode[] | undefined,
  directive: string,
  argument: string,
): ReadonlySet<string> {
  const names = (directives ?? [])
    .filter(({ name }) => name.value === directive)
    .flatMap((each) => each.arguments ?? [])
    .flatMap(({ name, value }) =>
      name.value === argument && value.kind === Kind.STRING ? [value.value] : [],
    )
    .flatMap((text) => parse(`{${text}}`, { noLocation: true }).definitions)
    .flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? each.selectionSet.selections : []))
    .flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
  return new Set(names);
}
