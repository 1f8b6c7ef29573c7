import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { fieldOf } from '../planner/field-names.ts';
import type { FetchNode, FetchPart, Rename } from '../planner/query-plan.ts';
import { responseKeyOf } from '../operation/normal-form.ts';

/** What a fetch asked for, compiled: the only things that a merge takes over from an answer. */
export interface AnswerShape {
  readonly branches: readonly ShapeBranch[];
}

/** Fields asked of objects of some types. */
export interface ShapeBranch {
  /** Type conditions that an object must meet, all of them. */
  readonly conditions: readonly string[];
  /** False where `@skip` or `@include` may leave the fields out. */
  readonly isCertain: boolean;
  readonly fields: readonly ShapeField[];
}

export interface ShapeField {
  readonly name: string;
  /** Key in the subgraph's answer. */
  readonly from: string;
  /** Key in the gateway's answer. */
  readonly to: string;
  readonly isCertain: boolean;
  readonly listDepth: number;
  /** Null for a leaf. */
  readonly below: AnswerShape | null;
  /** The type of the objects below, null for a leaf. */
  readonly type: string | null;
}

/** One part of a fetch with the shape of what it brings. */
export interface CompiledPart {
  readonly part: FetchPart;
  readonly shape: AnswerShape;
}

/**
 * Compiles a fetch against the graph's schema.
 * @throws SluiceError PLAN_FAILED where the plan asks for what the schema does not have
 */
export function compileFetch(schema: GraphQLSchema, fetch: FetchNode): readonly CompiledPart[] {
  const operation = fetch.document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = fetch.isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!operation || !root) throw new SluiceError('PLAN_FAILED', { reason: 'a fetch has no root' });
  const fragments = new Map(
    fetch.document.definitions
      .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  return fetch.parts.map((part) => {
    if (part.kind === 'root')
      return { part, shape: shapeOf({ schema, fragments }, operation.selectionSet, root.name, part.renames) };
    const entities = operation.selectionSet.selections.find(
      (each) => each.kind === Kind.FIELD && responseKeyOf(each) === part.responseKey,
    );
    if (entities?.kind !== Kind.FIELD || !entities.selectionSet)
      throw new SluiceError('PLAN_FAILED', { reason: 'a fetch does not ask for its entities' });
    return { part, shape: shapeOf({ schema, fragments }, entities.selectionSet, ENTITY, part.renames) };
  });
}

/** Stands for the type of `_entities` items; only fragments and `__typename` can be selected on it. */
const ENTITY = '_Entity';

interface Source {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface Walk extends Source {
  readonly branches: ShapeBranch[];
  readonly renames: readonly Rename[];
}

function shapeOf(
  source: Source,
  set: SelectionSetNode,
  parent: string,
  renames: readonly Rename[],
): AnswerShape {
  const branches: ShapeBranch[] = [];
  collect({ ...source, branches, renames: renames.map(withoutRoot) }, set, {
    parent,
    conditions: [],
    isCertain: true,
  });
  return { branches };
}

/** Rewrites of entities may begin at the answer's root or at the entity; the shape begins at the entity. */
function withoutRoot(rename: Rename): Rename {
  const [first] = rename.path;
  return first?.kind === 'field' && first.name === '_entities'
    ? { ...rename, path: rename.path.slice(1) }
    : rename;
}

interface Position {
  readonly parent: string;
  readonly conditions: readonly string[];
  readonly isCertain: boolean;
}

function collect(walk: Walk, set: SelectionSetNode, position: Position): void {
  const fields: ShapeField[] = [];
  for (const selection of set.selections) {
    const isCertain = !selection.directives?.length;
    if (selection.kind === Kind.FIELD) fields.push(shapeField(walk, selection, position, isCertain));
    else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
      if (!fragment) throw new SluiceError('PLAN_FAILED', { reason: 'a fetch uses an unknown fragment' });
      const type = fragment.typeCondition?.name.value;
      collect(walk, fragment.selectionSet, {
        parent: type ?? position.parent,
        conditions: type === undefined ? position.conditions : [...position.conditions, type],
        isCertain: position.isCertain && isCertain,
      });
    }
  }
  if (fields.length > 0)
    walk.branches.push({ conditions: position.conditions, isCertain: position.isCertain, fields });
}

function shapeField(walk: Walk, node: FieldNode, position: Position, isCertain: boolean): ShapeField {
  const from = responseKeyOf(node);
  const to = renamed(walk.renames, from, position);
  const name = node.name.value;
  if (name === '__typename') return { name, from, to, isCertain, listDepth: 0, below: null, type: null };
  const field = fieldOf(walk.schema, position.parent, name);
  if (!field)
    throw new SluiceError('PLAN_FAILED', { reason: 'a fetch asks for a field that the graph does not have' });
  const named = getNamedType(field.type);
  const below =
    node.selectionSet && isCompositeType(named)
      ? shapeOf(walk, node.selectionSet, named.name, narrowed(walk.renames, from))
      : null;
  return {
    name,
    from,
    to,
    isCertain,
    listDepth: listDepthOf(field.type),
    below,
    type: below ? named.name : null,
  };
}

function renamed(renames: readonly Rename[], from: string, { conditions }: Position): string {
  const found = renames.find(
    ({ path, key }) =>
      key === from &&
      path.every((step) => step.kind === 'types' && (!conditions.length || meets(step.names, conditions))),
  );
  return found?.to ?? from;
}

function meets(names: readonly string[], conditions: readonly string[]): boolean {
  return conditions.some((condition) => names.includes(condition));
}

/** The renames that apply below a field. */
function narrowed(renames: readonly Rename[], from: string): readonly Rename[] {
  return renames.flatMap((rename) => {
    const index = rename.path.findIndex((step) => step.kind === 'field');
    const step = rename.path[index];
    return step?.kind === 'field' && step.name === from
      ? [{ ...rename, path: rename.path.slice(index + 1) }]
      : [];
  });
}

function listDepthOf(type: GraphQLOutputType): number {
  const bare = getNullableType(type);
  return isListType(bare) ? 1 + listDepthOf(bare.ofType) : 0;
}
