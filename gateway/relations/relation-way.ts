import {
  type FieldNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { isKey } from '../../policies/key-fields.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { responseKeyOf } from '../operation/normal-form.ts';
import { PSEUDONYM_FIELDS } from '../stages/rewrite-selections.ts';
import type { ReadOperation } from '../stages/stage-types.ts';
import { relationInvalid } from './relation-invalid.ts';

type Field = GraphQLField<unknown, unknown>;

/** One column that is asked for: a leaf of the records, or a key field of an entity that they name. */
export interface AskedColumn {
  /** By response names; of an entity's key `edge.key`. */
  readonly name: string;
  /** By the names of the graph. */
  readonly path: readonly [string] | readonly [string, string];
  /** Of the value. */
  readonly typeName: string;
}

/** The last field of the way, behind which the records are. */
export interface LastStep {
  readonly parent: GraphQLObjectType;
  readonly field: Field;
  readonly isList: boolean;
  /** Response names from the root to the parent. */
  readonly parentPath: readonly string[];
}

/** What a question asks for, read off its normal form. */
export interface RelationWay {
  readonly root: { readonly field: Field; readonly node: FieldNode };
  /** Null where the records are the population itself. */
  readonly last: LastStep | null;
  readonly records: GraphQLObjectType;
  /** Response names from the root to the records. */
  readonly path: readonly string[];
  readonly columns: readonly AskedColumn[];
}

/** From a population it takes a few steps to whatever hangs on it. */
const MOST_STEPS = 12;

/**
 * The one way down that a question has, from a population to the records and their columns.
 * @throws SluiceError RELATION_INVALID where it has none, or more than one
 */
export function relationWayOf(schema: GraphQLSchema, { operation }: ReadOperation): RelationWay {
  const query = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !query)
    throw relationInvalid('only a query asks for a relation');
  const { node, field, type } = single(operation.selectionSet, query);
  const inside = node.selectionSet ? single(node.selectionSet, type) : null;
  if (inside?.node.name.value !== 'nodes' || !isListType(inside.field.type))
    throw relationInvalid('the way begins with a population, through `nodes`');
  let last: LastStep | null = null;
  let records = inside.type;
  let below = selectionsOf(inside.node);
  const path = [responseKeyOf(node), responseKeyOf(inside.node)];
  for (let steps = 0; isWayOn(below, records); steps += 1) {
    if (steps === MOST_STEPS) throw relationInvalid('the way is too long');
    const step = single(below, records);
    if (step.node.arguments?.length) throw relationInvalid('only the population takes arguments');
    last = {
      parent: records,
      field: step.field,
      isList: isListType(bare(step.field)),
      parentPath: [...path],
    };
    records = step.type;
    below = selectionsOf(step.node);
    path.push(responseKeyOf(step.node));
  }
  return { root: { field, node }, last, records, path, columns: columnsOf(below, records) };
}

interface Step {
  readonly node: FieldNode;
  readonly field: Field;
  readonly type: GraphQLObjectType;
}

/** The only selection of a set, which must lead to objects of one type. */
function single({ selections }: SelectionSetNode, parent: GraphQLObjectType): Step {
  const [node, ...others] = selections;
  if (!node || others.length > 0) throw relationInvalid('there is not exactly one way down');
  return stepTo(node, parent);
}

function stepTo(node: SelectionSetNode['selections'][number], parent: GraphQLObjectType): Step {
  const field = fieldIn(node, parent);
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw relationInvalid('the way leads to an interface, a union or a value');
  return { node: node as FieldNode, field, type };
}

function fieldIn(node: SelectionSetNode['selections'][number], parent: GraphQLObjectType): Field {
  if (node.kind !== Kind.FIELD) throw relationInvalid('an interface or a union has no columns');
  const field = parent.getFields()[node.name.value];
  if (!field) throw relationInvalid('`__typename` is no column');
  return field;
}

/** A selection of one object that is no edge to an entity by its key. */
function isWayOn({ selections }: SelectionSetNode, parent: GraphQLObjectType): boolean {
  const [node, ...others] = selections;
  if (node?.kind !== Kind.FIELD || others.length > 0 || !node.selectionSet) return false;
  return isListType(bare(fieldIn(node, parent))) || !isEdge(node, parent);
}

function isEdge(node: FieldNode, parent: GraphQLObjectType): boolean {
  const type = getNamedType(fieldIn(node, parent).type);
  return (
    isObjectType(type) &&
    selectionsOf(node).selections.every((each) => {
      const field = each.kind === Kind.FIELD ? type.getFields()[each.name.value] : undefined;
      return field !== undefined && isKey(field);
    })
  );
}

function columnsOf({ selections }: SelectionSetNode, records: GraphQLObjectType): readonly AskedColumn[] {
  const columns = selections.flatMap((node) => {
    const field = fieldIn(node, records);
    return node.kind === Kind.FIELD && node.selectionSet
      ? edgeColumns(node, field, records)
      : [
          {
            name: responseKeyOf(node as FieldNode),
            path: [node0(node)] as const,
            typeName: leafOf(field, records),
          },
        ];
  });
  const paths = columns.map(({ path }) => path.join('.'));
  if (columns.length === 0) throw relationInvalid('it asks for no column');
  if (new Set(paths).size < paths.length) throw relationInvalid('it asks for one field twice');
  assertNames(columns);
  return columns;
}

/** Whoever takes the lines in may know a column by its name: in a table, where case says nothing, beside `_key`. */
function assertNames(columns: readonly AskedColumn[]): void {
  const names = columns.map(({ name }) => name.toLowerCase());
  if (names.some((name) => name.startsWith('_'))) throw relationInvalid('a column begins with `_`');
  if (new Set(names).size < names.length)
    throw relationInvalid('two columns differ in upper and lower case alone');
}

const node0 = (node: SelectionSetNode['selections'][number]): string =>
  node.kind === Kind.FIELD ? node.name.value : '';

function edgeColumns(node: FieldNode, field: Field, records: GraphQLObjectType): readonly AskedColumn[] {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || isListType(bare(field)) || !isEdge(node, records))
    throw relationInvalid('beside the columns it asks for more than the keys of single entities');
  return selectionsOf(node).selections.map((each) => {
    const key = fieldIn(each, type);
    const name = `${responseKeyOf(node)}.${responseKeyOf(each as FieldNode)}`;
    return { name, path: [field.name, key.name] as const, typeName: leafOf(key, type) };
  });
}

/** A value that a source holds: no list, nothing with arguments, nothing that the gateway makes itself. */
function leafOf(field: Field, parent: GraphQLObjectType): string {
  const type = getNamedType(field.type);
  const isMade = PSEUDONYM_FIELDS[`${parent.name}.${field.name}` as FieldCoordinate] !== undefined;
  if (!isLeafType(type) || isListType(bare(field)) || field.args.length > 0 || isMade)
    throw relationInvalid(`\`${parent.name}.${field.name}\` is no column`);
  return type.name;
}

function bare(field: Field): Field['type'] {
  return isNonNullType(field.type) ? field.type.ofType : field.type;
}

function selectionsOf(node: FieldNode): SelectionSetNode {
  return node.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
}
