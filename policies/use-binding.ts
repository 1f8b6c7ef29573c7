import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type EnumValueDefinitionNode,
  isAbstractType,
  valueFromASTUntyped,
} from 'graphql';
import { type FieldCoordinate, USES, type Use } from './vocabulary.ts';

/** What touching an argument, an input field, an enum value or a bound field does: these uses of these fields. */
export interface UseBinding {
  /** More than one where the directive names a field of an interface: every implementing type counts. */
  readonly coordinates: readonly FieldCoordinate[];
  readonly use: Use;
}

/** What can carry a `@use`. */
export type BindableNode = InputValueDefinitionNode | EnumValueDefinitionNode | FieldDefinitionNode;

const known = new WeakMap<GraphQLSchema, Map<BindableNode, UseBinding | null>>();

/**
 * The `@use` of an argument, input field, enum value or field; null where there is none.
 * @throws Error where the directive names no field of the schema or no use: a schema that must not be served.
 */
export function useBindingOf(
  schema: GraphQLSchema,
  node: BindableNode | null | undefined,
): UseBinding | null {
  if (!node) return null;
  let bindings = known.get(schema);
  if (!bindings) {
    bindings = new Map();
    known.set(schema, bindings);
  }
  const cached = bindings.get(node);
  if (cached !== undefined) return cached;
  const directive = node.directives?.find(({ name }) => name.value === 'use');
  const binding = directive ? readBinding(schema, directive) : null;
  bindings.set(node, binding);
  return binding;
}

function readBinding(schema: GraphQLSchema, directive: ConstDirectiveNode): UseBinding {
  const { of, as } = directiveArguments(directive);
  const use = USES.find((candidate) => candidate === as);
  if (use === undefined || typeof of !== 'string')
    throw new Error(`@use(of: ${String(of)}, as: ${String(as)}) names no use`);
  const [typeName = '', fieldName = ''] = of.split('.');
  const type = schema.getType(typeName);
  if (!type || !('getFields' in type) || !(fieldName in type.getFields()))
    throw new Error(`@use(of: "${of}") names no field of the schema`);
  const owners = isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [typeName];
  return { coordinates: owners.map((owner) => `${owner}.${fieldName}` as FieldCoordinate), use };
}

/** The arguments of a directive as plain values. */
export function directiveArguments(directive: ConstDirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
}
