import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { type FieldNames, fieldOf, typeShape } from './field-names.ts';

/**
 * An operation as planners see it: every field has a response key of the gateway's own choosing, the same wherever
 * the same is asked.
 *
 * WHY: a caller's alias may be the name of a key field (`id: name`) or of a field that a `@requires` reads with other
 * arguments. Both planners then read the wrong value, in silence. In the canonical form no such clash can be written,
 * and what a caller asked for twice under two aliases is asked of the agency once.
 */
export interface CanonicalOperation {
  /** Null where nothing but `__typename` of the root was asked. */
  readonly document: DocumentNode | null;
  readonly rootType: string;
  /** What the caller is shown of the answer to `document`, and under which keys. */
  readonly shown: readonly ShownSelection[];
}

export type ShownSelection = ShownField | ShownFragment;

export interface ShownField {
  readonly kind: 'field';
  readonly name: string;
  readonly responseKey: string;
  /** Key of the canonical answer. */
  readonly key: string;
  readonly type: GraphQLOutputType;
  readonly conditions: readonly ShownCondition[];
  /** Null for a leaf. */
  readonly selections: readonly ShownSelection[] | null;
}

export interface ShownFragment {
  readonly kind: 'fragment';
  /** The object types it applies to; null for all. */
  readonly types: ReadonlySet<string> | null;
  readonly conditions: readonly ShownCondition[];
  readonly selections: readonly ShownSelection[];
}

/** Shown only where the boolean variable equals `shownWhen`. */
export interface ShownCondition {
  readonly variable: string;
  readonly shownWhen: boolean;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

interface Pair {
  readonly nodes: readonly SelectionNode[];
  readonly shown: readonly ShownSelection[];
}

interface Place {
  readonly parent: string;
  /** The object types that can stand here, fragments around considered. */
  readonly possible: ReadonlySet<string>;
  readonly isRoot: boolean;
}

/**
 * Brings an operation into its canonical form.
 * @param input.document one valid operation, with its fragments
 * @throws SluiceError OPERATION_INVALID where a field or type is not of the schema
 */
export function canonicalOperation(input: {
  readonly schema: GraphQLSchema;
  readonly names: FieldNames;
  readonly document: DocumentNode;
}): CanonicalOperation {
  const operation = input.document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = operation ? input.schema.getRootType(operation.operation) : null;
  if (!operation || !root) throw new SluiceError('OPERATION_INVALID');
  const place = { parent: root.name, possible: new Set([root.name]), isRoot: true };
  const pair = new Canonicaliser(input, operation).pair(operation.selectionSet, place);
  const definition: OperationDefinitionNode = {
    ...operation,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections: pair.nodes },
  };
  return {
    document: pair.nodes.length > 0 ? { kind: Kind.DOCUMENT, definitions: [definition] } : null,
    rootType: root.name,
    shown: pair.shown,
  };
}

class Canonicaliser {
  private readonly schema: GraphQLSchema;
  private readonly names: FieldNames;
  private readonly operation: OperationDefinitionNode;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly keys = new Map<string, string>();

  constructor(
    {
      schema,
      names,
      document,
    }: { readonly schema: GraphQLSchema; readonly names: FieldNames; readonly document: DocumentNode },
    operation: OperationDefinitionNode,
  ) {
    this.schema = schema;
    this.names = names;
    this.operation = operation;
    this.fragments = new Map(
      document.definitions
        .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
  }

  pair(set: SelectionSetNode, place: Place): Pair {
    const pairs = set.selections.map((selection) => this.selection(selection, place));
    const nodes = pairs.flatMap((pair) => pair.nodes);
    const parent = this.schema.getType(place.parent);
    // The caller's fragments are applied again to what came back, which needs to know each object's type.
    const isTold = nodes.includes(TYPENAME);
    const typed = isAbstractType(parent) && !isTold ? [TYPENAME, ...nodes] : nodes;
    return { nodes: typed, shown: pairs.flatMap((pair) => pair.shown) };
  }

  private selection(selection: SelectionNode, place: Place): Pair {
    if (isNever(selection)) return { nodes: [], shown: [] };
    switch (selection.kind) {
      case Kind.FIELD:
        return this.field(selection, place);
      case Kind.INLINE_FRAGMENT:
        return this.fragment(
          selection.selectionSet,
          selection.typeCondition?.name.value,
          selection.directives,
          place,
        );
      case Kind.FRAGMENT_SPREAD: {
        const fragment = this.fragments.get(selection.name.value);
        if (!fragment) throw new SluiceError('OPERATION_INVALID', { fragment: selection.name.value });
        const type = fragment.typeCondition.name.value;
        return this.fragment(fragment.selectionSet, type, selection.directives, place);
      }
    }
  }

  private fragment(
    set: SelectionSetNode,
    type: string | undefined,
    given: readonly DirectiveNode[] | undefined,
    place: Place,
  ): Pair {
    const own = type === undefined ? place.possible : this.possible(type);
    const possible = new Set([...place.possible].filter((name) => own.has(name)));
    // Fragments in fragments may contradict each other; planners stumble over what can never apply.
    if (possible.size === 0) return { nodes: [], shown: [] };
    const below = this.pair(set, { parent: type ?? place.parent, possible, isRoot: place.isRoot });
    const directives = conditionDirectives(given);
    const node: SelectionNode = {
      kind: Kind.INLINE_FRAGMENT,
      ...(type !== undefined && {
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
      }),
      directives,
      selectionSet: { kind: Kind.SELECTION_SET, selections: below.nodes },
    };
    return {
      nodes: below.nodes.length > 0 ? [node] : [],
      shown: [
        {
          kind: 'fragment',
          types: type === undefined ? null : this.possible(type),
          conditions: directives.map(conditionOf),
          selections: below.shown,
        },
      ],
    };
  }

  private field(node: FieldNode, place: Place): Pair {
    const name = node.name.value;
    const responseKey = node.alias?.value ?? name;
    // INVARIANT: `__typename` in an answer is the object's type and nothing else; fragments are applied by it.
    if (responseKey === '__typename' && name !== '__typename')
      throw new SluiceError('OPERATION_INVALID', { field: `${place.parent}.${name}` });
    const directives = conditionDirectives(node.directives);
    const conditions = directives.map(conditionOf);
    if (name === '__typename') {
      const shown: ShownField = {
        kind: 'field',
        name,
        responseKey,
        key: name,
        type: TypeNameMetaFieldDef.type,
        conditions,
        selections: null,
      };
      return { nodes: place.isRoot ? [] : [TYPENAME], shown: [shown] };
    }
    const field = fieldOf(this.schema, place.parent, name);
    if (!field) throw new SluiceError('OPERATION_INVALID', { field: `${place.parent}.${name}` });
    const key = this.keyOf(node, field.type, place);
    const named = getNamedType(field.type);
    const below =
      node.selectionSet && isCompositeType(named)
        ? this.pair(node.selectionSet, {
            parent: named.name,
            possible: this.possible(named.name),
            isRoot: false,
          })
        : null;
    const canonical: FieldNode = {
      kind: Kind.FIELD,
      name: node.name,
      ...(key !== name && { alias: { kind: Kind.NAME, value: key } }),
      arguments: node.arguments ?? [],
      directives,
      ...(below && { selectionSet: { kind: Kind.SELECTION_SET, selections: nonEmpty(below.nodes) } }),
    };
    const shown: ShownField = {
      kind: 'field',
      name,
      responseKey,
      key,
      type: field.type,
      conditions,
      selections: below?.shown ?? null,
    };
    return { nodes: [canonical], shown: [shown] };
  }

  private keyOf(node: FieldNode, type: GraphQLOutputType, place: Place): string {
    const name = node.name.value;
    const isMutation = place.isRoot && this.operation.operation === OperationTypeNode.MUTATION;
    if (this.names.isPlain(name) && !isMutation) return name;
    const given = (node.arguments ?? []).map(print).sort().join(',');
    // Two mutations that look alike are still two: each response key is carried out once.
    const occurrence = isMutation ? (node.alias?.value ?? name) : '';
    const asked = JSON.stringify([name, typeShape(type), given, occurrence]);
    const known = this.keys.get(asked);
    if (known !== undefined) return known;
    const key = `_${String(this.keys.size)}_${name}`;
    this.keys.set(asked, key);
    return key;
  }

  private possible(name: string): ReadonlySet<string> {
    const type = this.schema.getType(name);
    if (isAbstractType(type)) return new Set(this.schema.getPossibleTypes(type).map((each) => each.name));
    return new Set([name]);
  }
}

/** Whether there is an object is an answer too, where nothing of it is left to ask. */
function nonEmpty(nodes: readonly SelectionNode[]): readonly SelectionNode[] {
  return nodes.length > 0 ? nodes : [TYPENAME];
}

/** `@skip` and `@include` that depend on a variable. */
function conditionDirectives(directives: readonly DirectiveNode[] | undefined): readonly DirectiveNode[] {
  return (directives ?? []).filter((each) => outcomeOf(each) && valueOf(each)?.kind === Kind.VARIABLE);
}

/**
 * Left out by a literal. The planners are not told of literal conditions: an operation of which nothing is left
 * confuses them.
 */
function isNever({ directives }: SelectionNode): boolean {
  return (directives ?? []).some((each) => {
    const value = valueOf(each);
    return value?.kind === Kind.BOOLEAN && outcomeOf(each) === (value.value ? 'leave-out' : 'leave-in');
  });
}

/** What the directive does where its condition is true. */
function outcomeOf({ name }: DirectiveNode): 'leave-out' | 'leave-in' | null {
  if (name.value === 'skip') return 'leave-out';
  return name.value === 'include' ? 'leave-in' : null;
}

function valueOf(directive: DirectiveNode): ValueNode | undefined {
  return directive.arguments?.find(({ name }) => name.value === 'if')?.value;
}

function conditionOf(directive: DirectiveNode): ShownCondition {
  const value = valueOf(directive);
  if (value?.kind !== Kind.VARIABLE)
    throw new SluiceError('OPERATION_INVALID', { directive: directive.name.value });
  return { variable: value.name.value, shownWhen: outcomeOf(directive) === 'leave-in' };
}
