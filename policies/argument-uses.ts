import {
  type FieldNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectFieldNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { useBindingOf, type UseBinding } from './use-binding.ts';

/** The variables of one operation. `values` undefined means: not known, so whatever could be given counts. */
export interface VariableScope {
  readonly definitions: ReadonlyMap<string, VariableDefinitionNode>;
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

type Report = (binding: UseBinding) => void;
type Slot = GraphQLArgument | GraphQLInputField;

/** A value that is written in the document, one that arrived as JSON, or one that is not known. */
type InputValue =
  | { readonly kind: 'literal'; readonly node: ValueNode }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unknown' };

/**
 * Reports every `@use` that the arguments of one selected field touch: on the argument, on input fields at any depth
 * and on enum values; in literals, in variables and in the schema's own defaults. A field that is present with null
 * counts; an absent one does not.
 */
export function reportArgumentUses(
  schema: GraphQLSchema,
  node: FieldNode,
  definitions: readonly GraphQLArgument[],
  scope: VariableScope,
  report: Report,
): void {
  const walk = new InputWalk(schema, scope, report);
  for (const definition of definitions) {
    const given = node.arguments?.find(({ name }) => name.value === definition.name);
    walk.slot(definition, given ? { kind: 'literal', node: given.value } : null);
  }
}

class InputWalk {
  private readonly schema: GraphQLSchema;
  private readonly scope: VariableScope;
  private readonly report: Report;
  private readonly exhausted = new Set<string>();

  constructor(schema: GraphQLSchema, scope: VariableScope, report: Report) {
    this.schema = schema;
    this.scope = scope;
    this.report = report;
  }

  /** An argument or input field with its value; null where the caller left it out. */
  slot(slot: Slot, given: InputValue | null): void {
    const resolved = given ? this.resolve(given) : null;
    const value: InputValue | null =
      resolved ?? (slot.defaultValue === undefined ? null : { kind: 'json', value: slot.defaultValue });
    if (value === null) return;
    const binding = useBindingOf(this.schema, slot.astNode);
    if (binding) this.report(binding);
    this.value(slot.type, value);
  }

  /** Follows a variable to what it stands for; null where nothing was given. */
  private resolve(value: InputValue): InputValue | null {
    if (value.kind !== 'literal' || value.node.kind !== Kind.VARIABLE) return value;
    const name = value.node.name.value;
    const { values, definitions } = this.scope;
    if (!values) return { kind: 'unknown' };
    if (Object.hasOwn(values, name) && values[name] !== undefined)
      return { kind: 'json', value: values[name] };
    const fallback = definitions.get(name)?.defaultValue;
    return fallback ? { kind: 'literal', node: fallback } : null;
  }

  private value(type: GraphQLInputType, given: InputValue): void {
    const value = this.resolve(given);
    if (value === null) return;
    if (value.kind === 'unknown') this.everything(type);
    else if (isNonNullType(type)) this.value(type.ofType, value);
    else if (isListType(type)) for (const item of itemsOf(value)) this.value(type.ofType, item);
    else if (isInputObjectType(type)) {
      const present = membersOf(value);
      if (present)
        for (const field of Object.values(type.getFields()))
          this.slot(field, present.get(field.name) ?? null);
    } else if (isEnumType(type)) {
      const name = value.kind === 'json' ? value.value : 'value' in value.node ? value.node.value : null;
      const binding = useBindingOf(
        this.schema,
        typeof name === 'string' ? type.getValue(name)?.astNode : null,
      );
      if (binding) this.report(binding);
    }
  }

  /** A value that is not known: every binding that some value of the type could touch. */
  private everything(type: GraphQLInputType): void {
    const named = getNamedType(type);
    if (this.exhausted.has(named.name)) return;
    this.exhausted.add(named.name);
    const slots = isInputObjectType(named) ? Object.values(named.getFields()) : [];
    const values = isEnumType(named) ? named.getValues() : [];
    for (const { astNode } of [...slots, ...values]) {
      const binding = useBindingOf(this.schema, astNode);
      if (binding) this.report(binding);
    }
    for (const slot of slots) this.everything(slot.type);
  }
}

/** The items of a list value; a single value stands for a list of one, as GraphQL coerces it. */
function itemsOf(value: Exclude<InputValue, { kind: 'unknown' }>): readonly InputValue[] {
  if (value.kind === 'literal')
    return value.node.kind === Kind.LIST
      ? value.node.values.map((node) => ({ kind: 'literal', node }))
      : [value];
  return Array.isArray(value.value)
    ? value.value.map((item: unknown) => ({ kind: 'json', value: item }))
    : [value];
}

/** The fields that an input object's value has; null where the value is no object. */
function membersOf(value: Exclude<InputValue, { kind: 'unknown' }>): ReadonlyMap<string, InputValue> | null {
  if (value.kind === 'literal')
    return value.node.kind === Kind.OBJECT ? new Map(value.node.fields.map(literalMember)) : null;
  if (typeof value.value !== 'object' || value.value === null) return null;
  return new Map(
    Object.entries(value.value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, { kind: 'json', value: member as unknown }]),
  );
}

const literalMember = ({ name, value }: ObjectFieldNode): [string, InputValue] => [
  name.value,
  { kind: 'literal', node: value },
];
