import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getArgumentValues,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parseType,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type VariableDefinitionNode,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';

/** One operation such that equal questions have equal text, and the values that its text no longer holds. */
export interface NormalForm {
  /** Exactly one operation and no fragment definitions. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Brings a valid operation into normal form: `@skip` and `@include` resolved, fragments inlined (an inline fragment
 * stays only where it narrows the type), fields of one response key merged, every argument lifted whole to a variable
 * `a1`, `a2`, … of the argument's own type. A selection set may end up empty where everything in it was skipped; its
 * object is answered as `{}`.
 * @param variables coerced against the operation's own definitions
 * @throws SluiceError OPERATION_INVALID for response keys that the gateway keeps for itself
 */
export function normalForm(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): NormalForm {
  const root = schema.getRootType(operation.operation);
  if (!root)
    throw new SluiceError('OPERATION_INVALID', { problems: [`no ${operation.operation} is served`] });
  const walk = new Normaliser(schema, document, variables);
  const selectionSet = walk.selectionSet([operation.selectionSet], root);
  const normal: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions: walk.definitions,
    selectionSet,
  };
  return {
    document: { kind: Kind.DOCUMENT, definitions: [normal] },
    operation: normal,
    variables: walk.values,
  };
}

/** What one selection set asks for, in the order of its first mention. */
type Item =
  | { readonly kind: 'field'; readonly nodes: [FieldNode, ...FieldNode[]] }
  | { readonly kind: 'narrow'; readonly to: GraphQLCompositeType; readonly sets: SelectionSetNode[] };

class Normaliser {
  readonly definitions: VariableDefinitionNode[] = [];
  readonly values: Record<string, unknown> = {};
  private readonly schema: GraphQLSchema;
  private readonly given: Readonly<Record<string, unknown>>;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();

  constructor(schema: GraphQLSchema, document: DocumentNode, given: Readonly<Record<string, unknown>>) {
    this.schema = schema;
    this.given = given;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  /** Several sets at once, because fields of one response key are asked of one object. */
  selectionSet(sets: readonly SelectionSetNode[], parent: GraphQLCompositeType): SelectionSetNode {
    const items = new Map<string, Item>();
    const spread = new Set<string>();
    for (const set of sets) this.collect(set, parent, items, spread);
    return {
      kind: Kind.SELECTION_SET,
      selections: [...items.values()].map((item) =>
        item.kind === 'field' ? this.field(item.nodes, parent) : this.narrowed(item.to, item.sets),
      ),
    };
  }

  private collect(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    items: Map<string, Item>,
    spread: Set<string>,
  ): void {
    for (const selection of set.selections) {
      if (this.isLeftOut(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = `field ${responseKeyOf(selection)}`;
        const item = items.get(key);
        if (item?.kind === 'field') item.nodes.push(selection);
        else items.set(key, { kind: 'field', nodes: [selection] });
        continue;
      }
      const fragment = this.fragmentOf(selection, spread);
      if (!fragment) continue;
      const to = fragment.condition === null ? parent : this.composite(fragment.condition);
      if (this.holdsAlways(parent, to)) this.collect(fragment.set, parent, items, spread);
      else {
        const item = items.get(`narrow ${to.name}`);
        if (item?.kind === 'narrow') item.sets.push(fragment.set);
        else items.set(`narrow ${to.name}`, { kind: 'narrow', to, sets: [fragment.set] });
      }
    }
  }

  private fragmentOf(
    selection: Exclude<SelectionNode, FieldNode>,
    spread: Set<string>,
  ): { readonly condition: string | null; readonly set: SelectionSetNode } | null {
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return { condition: selection.typeCondition?.name.value ?? null, set: selection.selectionSet };
    const name = selection.name.value;
    const fragment = this.fragments.get(name);
    if (!fragment || spread.has(name)) return null;
    spread.add(name);
    return { condition: fragment.typeCondition.name.value, set: fragment.selectionSet };
  }

  private field(nodes: readonly [FieldNode, ...FieldNode[]], parent: GraphQLCompositeType): FieldNode {
    const [first] = nodes;
    assertKeyIsFree(first);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const definition = fieldOf(this.schema, parent, first.name.value);
    const type = definition ? getNamedType(definition.type) : null;
    return {
      kind: Kind.FIELD,
      name: first.name,
      ...(first.alias && first.alias.value !== first.name.value ? { alias: first.alias } : {}),
      arguments: definition ? this.lift(definition, first) : (first.arguments ?? []),
      ...(sets.length > 0 && isCompositeType(type) ? { selectionSet: this.selectionSet(sets, type) } : {}),
    };
  }

  private lift(definition: GraphQLField<unknown, unknown>, node: FieldNode): readonly ArgumentNode[] {
    const values = getArgumentValues(definition, node, this.given);
    return definition.args
      .filter(({ name }) => Object.hasOwn(values, name))
      .map((argument) => ({
        kind: Kind.ARGUMENT as const,
        name: nameNode(argument.name),
        value: { kind: Kind.VARIABLE as const, name: this.variable(argument, values[argument.name]) },
      }));
  }

  private variable(argument: GraphQLArgument, value: unknown): NameNode {
    const name = nameNode(`a${this.definitions.length + 1}`);
    this.definitions.push({
      kind: Kind.VARIABLE_DEFINITION,
      variable: { kind: Kind.VARIABLE, name },
      type: parseType(String(argument.type), { noLocation: true }),
    });
    this.values[name.value] = value;
    return name;
  }

  private narrowed(to: GraphQLCompositeType, sets: readonly SelectionSetNode[]): InlineFragmentNode {
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(to.name) },
      selectionSet: this.selectionSet(sets, to),
    };
  }

  private composite(name: string): GraphQLCompositeType {
    const type = this.schema.getType(name);
    if (!isCompositeType(type)) throw new SluiceError('OPERATION_INVALID', { problems: ['unknown type'] });
    return type;
  }

  /** Whether every object of `parent` is one of `to`, and the fields of `to` can be asked of `parent` itself. */
  private holdsAlways(parent: GraphQLCompositeType, to: GraphQLCompositeType): boolean {
    if (parent === to) return true;
    return isAbstractType(to) && (isObjectType(parent) || 'getFields' in parent)
      ? this.schema.isSubType(to, parent)
      : false;
  }

  private isLeftOut(selection: { readonly directives?: readonly DirectiveNode[] }): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, this.given);
    if (skip?.['if'] === true) return true;
    return getDirectiveValues(GraphQLIncludeDirective, selection, this.given)?.['if'] === false;
  }
}

/** Under which key of its object a field's value is answered. */
export function responseKeyOf(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}

/** The definition of a field, `__schema` and `__type` included; null for `__typename`, which belongs to no type. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | null {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return 'getFields' in parent ? (parent.getFields()[name] ?? null) : null;
}

export const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

/** Response keys of the gateway's own: what it reads for itself, and GraphQL's. */
function assertKeyIsFree({ alias }: FieldNode): void {
  if (alias && /^(?:__|_sluice_)/u.test(alias.value))
    throw new SluiceError('OPERATION_INVALID', { problems: ['an alias begins with `__` or `_sluice_`'] });
}
