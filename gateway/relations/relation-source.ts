import { type GraphQLObjectType, type GraphQLSchema, isObjectType, Kind, parse } from 'graphql';
import { providersOf } from '../../policies/field-providers.ts';
import type { RelationRead } from '../../policies/relation-wire.ts';
import { directiveArguments } from '../../policies/use-binding.ts';
import { relationInvalid } from './relation-invalid.ts';
import type { LastStep, RelationWay } from './relation-way.ts';

/** Which agency's subgraph answers, and how the records are found there. */
export interface RelationSource {
  readonly subgraph: string;
  readonly through: RelationRead['through'];
}

/**
 * A list is read by the key of what it hangs on, from the agency that has the list; an entity behind an edge, or in a
 * population or list of another agency, by its own key; and a population for which no keys are given as it is.
 * @param views each subgraph's own schema, as the supergraph tells it
 * @throws SluiceError RELATION_INVALID where no one agency has all columns, or they are found by no single key field
 */
export function relationSourceOf(
  way: RelationWay,
  hasKeys: boolean,
  views: ReadonlyMap<string, GraphQLSchema>,
): RelationSource {
  const { last, root, records } = way;
  const able = subgraphsWith(way);
  if (able.length === 0) throw relationInvalid(`no one agency has all these columns of \`${records.name}\``);
  if (last === null && !hasKeys) {
    const [subgraph] = providersOf(root.field).filter((name) => able.includes(name));
    if (subgraph === undefined) throw relationInvalid('these columns are read by keys only');
    return { subgraph, through: { kind: 'root', field: root.field.name } };
  }
  return (
    parentSource(last, able, views) ??
    ownSource(records, able, views) ??
    fail(`\`${records.name}\` is found by no single key field there`)
  );
}

function parentSource(
  last: LastStep | null,
  able: readonly string[],
  views: ReadonlyMap<string, GraphQLSchema>,
): RelationSource | null {
  if (last === null) return null;
  const { parent, field, isList } = last;
  for (const subgraph of providersOf(field).filter((name) => able.includes(name))) {
    const view = views.get(subgraph);
    const keyField = view ? keyFieldOf(view, parent.name) : null;
    const records = last.field.type;
    if (view && keyField !== null && (isList || keyFieldOf(view, nameOf(records)) === null))
      return { subgraph, through: { kind: 'parent', type: parent.name, keyField, field: field.name } };
  }
  return null;
}

function ownSource(
  records: GraphQLObjectType,
  able: readonly string[],
  views: ReadonlyMap<string, GraphQLSchema>,
): RelationSource | null {
  for (const subgraph of able) {
    const view = views.get(subgraph);
    const keyField = view ? keyFieldOf(view, records.name) : null;
    if (keyField !== null)
      return { subgraph, through: { kind: 'parent', type: records.name, keyField, field: null } };
  }
  return null;
}

/** The subgraphs that answer every column themselves, sorted. */
function subgraphsWith({ records, columns }: RelationWay): readonly string[] {
  const [first = [], ...others] = columns.map(({ path: [name] }) => {
    const field = records.getFields()[name];
    return field ? providersOf(field) : [];
  });
  return first.filter((name) => others.every((each) => each.includes(name))).toSorted();
}

/** The one field that finds an entity in a subgraph; null where it needs more than one, or is no entity there. */
export function keyFieldOf(view: GraphQLSchema, typeName: string): string | null {
  const type = view.getType(typeName);
  const keys = (isObjectType(type) ? (type.astNode?.directives ?? []) : [])
    .filter(({ name }) => name.value === 'join__type')
    .map(directiveArguments)
    .filter(({ resolvable }) => resolvable !== false)
    .flatMap(({ key }) => (typeof key === 'string' ? [namesIn(key)] : []));
  return keys.find((names) => names.length === 1)?.[0] ?? null;
}

/** The names at the top of a field set; more than one also where there is something below the only one. */
function namesIn(fieldSet: string): readonly string[] {
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((each) =>
    each.kind !== Kind.FIELD ? [] : each.selectionSet ? [each.name.value, ''] : [each.name.value],
  );
}

function nameOf(type: LastStep['field']['type']): string {
  return type.toString().replaceAll(/[[\]!]/gu, '');
}

function fail(problem: string): never {
  throw relationInvalid(problem);
}
