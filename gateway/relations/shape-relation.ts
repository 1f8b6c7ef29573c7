import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';
import type { RelationCondition, RelationHaving, RelationQuestion } from '../../policies/relation-wire.ts';
import { nameNode, responseKeyOf } from '../operation/normal-form.ts';
import type { ReadOperation } from '../stages/stage-types.ts';
import { conditionsOf } from './relation-conditions.ts';
import { relationInvalid } from './relation-invalid.ts';
import { type RelationSource, relationSourceOf } from './relation-source.ts';
import { type RelationWay, relationWayOf } from './relation-way.ts';

/** A question as it was understood: what records, which columns, from whom and found how. */
export interface RelationShape {
  readonly way: RelationWay;
  readonly source: RelationSource;
  readonly keys: number | null;
  readonly where: RelationCondition | null;
  readonly having: RelationHaving | null;
}

export interface ShapeDependencies {
  readonly schema: GraphQLSchema;
  readonly views: ReadonlyMap<string, GraphQLSchema>;
  /** The types whose objects are records. */
  readonly recordTypes: ReadonlySet<string>;
}

/** @throws SluiceError RELATION_INVALID where it is no question that one relation of one agency answers */
export function shapeRelation(
  read: ReadOperation,
  question: RelationQuestion,
  { schema, views, recordTypes }: ShapeDependencies,
): RelationShape {
  const way = relationWayOf(schema, read);
  if (!recordTypes.has(way.records.name)) throw relationInvalid(`\`${way.records.name}\` is no record`);
  const { keys } = question;
  const source = relationSourceOf(way, keys !== null, views);
  assertArguments(read, way, source, keys);
  const { where, having } = conditionsOf(question, way.columns);
  if (having !== null && source.through.kind === 'root')
    throw relationInvalid('`having` adds up what hangs on a parent, and a population has none');
  return { way, source, keys, where, having };
}

/**
 * The question with the key of each record among what it asks for: it comes back with the record, so it is asked for,
 * decided and written down like any other field. Null where it is there already, or none comes back.
 */
export function withKey({ document }: ReadOperation, { way, source }: RelationShape): string | null {
  const { through } = source;
  if (through.kind === 'root') return null;
  const place = through.field === null ? way.path : (way.last?.parentPath ?? way.path);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return null;
  const selectionSet = withField(operation.selectionSet, place, through.keyField);
  if (selectionSet === null) return null;
  const whole: DocumentNode = { ...document, definitions: [{ ...operation, selectionSet }] };
  return print(whole);
}

function withField(
  set: SelectionSetNode,
  [next, ...rest]: readonly string[],
  field: string,
): SelectionSetNode | null {
  if (next === undefined) {
    const isThere = set.selections.some((each) => each.kind === Kind.FIELD && each.name.value === field);
    const added: FieldNode = { kind: Kind.FIELD, name: nameNode(field) };
    return isThere ? null : { ...set, selections: [...set.selections, added] };
  }
  const index = set.selections.findIndex((each) => each.kind === Kind.FIELD && responseKeyOf(each) === next);
  const node = set.selections[index];
  if (node?.kind !== Kind.FIELD || !node.selectionSet) return null;
  const selectionSet = withField(node.selectionSet, rest, field);
  return selectionSet && { ...set, selections: set.selections.with(index, { ...node, selectionSet }) };
}

/**
 * A population takes a filter and nothing else, since it is read whole. Where keys are given they say whose records are
 * meant, and the filter, by which those were found, says nothing; without keys it would be left out unnoticed.
 */
function assertArguments(
  { variables }: ReadOperation,
  { root }: RelationWay,
  { through }: RelationSource,
  keys: number | null,
): void {
  for (const { name, value } of root.node.arguments ?? []) {
    if (name.value !== 'filter') throw relationInvalid('a population takes no argument but `filter`');
    const isGiven = value.kind === Kind.VARIABLE && variables[value.name.value] !== null;
    if (isGiven && keys === null && through.kind !== 'root')
      throw relationInvalid('only the population itself is filtered; give the keys of those that are meant');
  }
}
