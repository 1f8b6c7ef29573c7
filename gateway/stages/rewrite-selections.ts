import {
  type FieldNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { nameNode, responseKeyOf } from '../operation/normal-form.ts';
import { narrowed, possibleTypes } from '../operation/positions.ts';
import { deniedPlaces, type Place, placeOf } from './decide.ts';
import type { DecidedOperation, FieldDecision, InternalRead } from './stage-types.ts';

/** Fields that are made from the entity's key and never fetched: field → key field. */
export const PSEUDONYM_FIELDS: Readonly<Record<FieldCoordinate, string>> = {
  ['Person.pseudonym' as FieldCoordinate]: 'id',
};

/** The key fields that pseudonyms stand for. */
export const PSEUDONYMISED_KEYS: readonly FieldCoordinate[] = Object.entries(PSEUDONYM_FIELDS).map(
  ([field, key]) => `${field.split('.')[0] ?? ''}.${key}` as FieldCoordinate,
);

/** Every field that pseudonyms need: those made from a key, and the keys. */
export const PSEUDONYMOUS_FIELDS: readonly FieldCoordinate[] = [
  ...(Object.keys(PSEUDONYM_FIELDS) as FieldCoordinate[]),
  ...PSEUDONYMISED_KEYS,
];

/** The response key under which the key behind a pseudonym comes back. */
export const internalKeyOf = (keyField: string): string => `_sluice_${keyField}`;

/** A field that left the operation. */
export interface Removal {
  readonly path: readonly string[];
  /** On which concrete types; more than one on an abstract position. */
  readonly decisions: readonly FieldDecision[];
}

export interface RewrittenSelections {
  /** Null where nothing is left to ask. */
  readonly selectionSet: SelectionSetNode | null;
  readonly kept: ReadonlySet<Place>;
  readonly removals: readonly Removal[];
  readonly internalReads: readonly InternalRead[];
  /** The selected fields that stay and have arguments. */
  readonly withArguments: readonly { readonly node: FieldNode; readonly parent: GraphQLObjectType }[];
}

/** Takes denied fields out of an operation in normal form and puts in what the gateway needs to shape the answer. */
export function rewriteSelections(schema: GraphQLSchema, decided: DecidedOperation): RewrittenSelections {
  const { operation } = decided.read;
  const root = schema.getRootType(operation.operation);
  const walk = new Rewriter(schema, deniedPlaces(decided.decisions));
  const selections = root ? walk.selections(operation.selectionSet, [root], []) : [];
  // WHY: the gateway itself says what the root type is called; no agency is asked for that alone.
  const asked = selections.filter((each) => each.kind !== Kind.FIELD || each.name.value !== '__typename');
  return {
    selectionSet: asked.length > 0 ? { kind: Kind.SELECTION_SET, selections: asked } : null,
    kept: walk.kept,
    removals: walk.removals,
    internalReads: [...walk.internalReads.values()],
    withArguments: walk.withArguments,
  };
}

class Rewriter {
  readonly kept = new Set<Place>();
  readonly removals: Removal[] = [];
  readonly internalReads = new Map<FieldCoordinate, InternalRead>();
  readonly withArguments: { node: FieldNode; parent: GraphQLObjectType }[] = [];
  private readonly schema: GraphQLSchema;
  private readonly denied: ReadonlyMap<Place, readonly FieldDecision[]>;

  constructor(schema: GraphQLSchema, denied: ReadonlyMap<Place, readonly FieldDecision[]>) {
    this.schema = schema;
    this.denied = denied;
  }

  selections(
    { selections }: SelectionSetNode,
    position: readonly GraphQLObjectType[],
    path: readonly string[],
  ): readonly SelectionNode[] {
    const rewritten = selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.FIELD) return this.field(selection, position, path);
      const condition = selection.typeCondition?.name.value;
      const below = narrowed(this.schema, position, condition);
      const inside = below.length > 0 ? this.selections(selection.selectionSet, below, path) : [];
      return inside.length > 0 ? [{ ...selection, selectionSet: setOf(inside) }] : [];
    });
    return withoutRepeatedInternalKeys(rewritten);
  }

  private field(
    node: FieldNode,
    position: readonly GraphQLObjectType[],
    parentPath: readonly string[],
  ): readonly SelectionNode[] {
    const name = node.name.value;
    if (name === '__typename') return [node];
    const path = [...parentPath, responseKeyOf(node)];
    const places = position.map((parent) => {
      const place = placeOf(path, `${parent.name}.${name}` as FieldCoordinate);
      return { parent, place, denials: this.denied.get(place) ?? [] };
    });
    const denials = places.flatMap((each) => each.denials);
    if (denials.length > 0) this.removals.push({ path, decisions: denials });
    const permitted = places.filter((each) => each.denials.length === 0);
    for (const { place } of permitted) this.kept.add(place);
    const parents = permitted.map(({ parent }) => parent);
    const [first] = parents;
    if (!first) return [];
    const kept = this.permitted(node, first, { parents, path });
    return denials.length === 0 ? [kept] : parents.map((parent) => onType(parent, kept));
  }

  private permitted(
    node: FieldNode,
    parent: GraphQLObjectType,
    { parents, path }: { readonly parents: readonly GraphQLObjectType[]; readonly path: readonly string[] },
  ): FieldNode {
    const coordinate = `${parent.name}.${node.name.value}` as FieldCoordinate;
    const keyField = PSEUDONYM_FIELDS[coordinate];
    if (keyField !== undefined) return this.internalRead(coordinate, keyField, parent);
    if (node.arguments?.length) this.withArguments.push({ node, parent });
    if (!node.selectionSet) return node;
    const below = new Set<GraphQLObjectType>();
    let isAbstract = false;
    for (const { [node.name.value]: field } of parents.map((each) => each.getFields())) {
      if (!field) continue;
      const type = getNamedType(field.type);
      isAbstract ||= isAbstractType(type);
      for (const each of possibleTypes(this.schema, type)) below.add(each);
    }
    const inside = this.selections(node.selectionSet, [...below], path);
    const needsTypename = inside.length === 0 || isAbstract;
    return {
      ...node,
      selectionSet: setOf(needsTypename && !inside.some(isTypename) ? [TYPENAME, ...inside] : inside),
    };
  }

  private internalRead(neededBy: FieldCoordinate, keyField: string, parent: GraphQLObjectType): FieldNode {
    const responseKey = internalKeyOf(keyField);
    const coordinate = `${parent.name}.${keyField}` as FieldCoordinate;
    this.internalReads.set(coordinate, { coordinate, responseKey, neededBy });
    return { kind: Kind.FIELD, alias: nameNode(responseKey), name: nameNode(keyField) };
  }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename') };

function isTypename(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value === '__typename' && !selection.alias;
}

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({
  kind: Kind.SELECTION_SET,
  selections,
});

function onType(type: GraphQLObjectType, field: FieldNode): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(type.name) },
    selectionSet: setOf([field]),
  };
}

/** Two pseudonyms of one person need the key once. */
function withoutRepeatedInternalKeys(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  const seen = new Set<string>();
  return selections.filter((selection) => {
    const key = selection.kind === Kind.FIELD ? selection.alias?.value : undefined;
    if (!key?.startsWith('_sluice_')) return true;
    return seen.has(key) ? false : seen.add(key);
  });
}
