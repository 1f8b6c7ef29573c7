import {
  type ConstDirectiveNode,
  type FieldNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { VariableScope } from './argument-uses.ts';
import { directiveArguments } from './use-binding.ts';
import type { FieldCoordinate } from './vocabulary.ts';

type Report = (coordinate: FieldCoordinate) => void;

/**
 * Reports the fields that representations given to `_entities` carry: keys, and inputs of `@requires`. Where the
 * representations are not known, every field of every `@key` of every entity counts.
 */
export function reportRepresentationUses(
  schema: GraphQLSchema,
  node: FieldNode,
  scope: VariableScope,
  report: Report,
): void {
  const given = node.arguments?.find(({ name }) => name.value === 'representations')?.value;
  if (!given) return;
  const isUnknown = given.kind === Kind.VARIABLE && !scope.values;
  if (isUnknown) reportAllKeys(schema, report);
  else {
    const value: unknown =
      given.kind === Kind.VARIABLE
        ? scope.values?.[given.name.value]
        : valueFromASTUntyped(given, scope.values);
    reportObject(schema, null, value, report);
  }
}

function reportObject(
  schema: GraphQLSchema,
  declared: GraphQLObjectType | null,
  value: unknown,
  report: Report,
): void {
  if (Array.isArray(value)) {
    for (const item of value) reportObject(schema, declared, item, report);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const members = value as Readonly<Record<string, unknown>>;
  const named = typeof members['__typename'] === 'string' ? schema.getType(members['__typename']) : declared;
  const type = isObjectType(named) ? named : null;
  for (const [name, member] of Object.entries(members)) {
    if (name === '__typename') continue;
    // WHY: a typename that this schema does not know must not let its fields pass uncounted.
    report(`${type?.name ?? String(members['__typename'])}.${name}` as FieldCoordinate);
    const field = type?.getFields()[name];
    const below = field ? getNamedType(field.type) : null;
    reportObject(schema, isObjectType(below) ? below : null, member, report);
  }
}

function reportAllKeys(schema: GraphQLSchema, report: Report): void {
  const entities = schema.getType('_Entity');
  for (const type of isUnionType(entities) ? entities.getTypes() : [])
    for (const key of keysOf(type)) reportKey(schema, type, key, report);
}

function keysOf(type: GraphQLObjectType): readonly SelectionSetNode[] {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const directives = nodes.flatMap((node): readonly ConstDirectiveNode[] => node?.directives ?? []);
  return directives
    .filter(({ name }) => name.value === 'key')
    .flatMap((directive) => {
      const { fields } = directiveArguments(directive);
      const [definition] = typeof fields === 'string' ? parse(`{${fields}}`).definitions : [];
      return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [];
    });
}

function reportKey(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  report: Report,
): void {
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue;
    report(`${type.name}.${selection.name.value}` as FieldCoordinate);
    const field = type.getFields()[selection.name.value];
    const below = field ? getNamedType(field.type) : null;
    if (selection.selectionSet && isObjectType(below))
      reportKey(schema, below, selection.selectionSet, report);
  }
}
