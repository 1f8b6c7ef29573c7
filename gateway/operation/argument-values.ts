import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { useBindingOf } from '../../policies/use-binding.ts';

/** One scalar or enum value somewhere inside an argument, and the fields that its place is bound to by `@use`. */
export interface InputLeaf {
  readonly type: GraphQLNamedInputType;
  /** The binding of the place itself, or of the nearest input field or argument around it. */
  readonly boundTo: readonly FieldCoordinate[];
  readonly value: unknown;
}

/**
 * The coerced value of one argument with every leaf replaced; nulls, keys and order stay. Leaves that `replace`
 * returns as they came make an equal value.
 */
export function mapLeaves(
  schema: GraphQLSchema,
  slot: GraphQLArgument | GraphQLInputField,
  value: unknown,
  replace: (leaf: InputLeaf) => unknown,
  around: readonly FieldCoordinate[] = [],
): unknown {
  const boundTo = useBindingOf(schema, slot.astNode)?.coordinates ?? around;
  const type = getNamedType(slot.type);
  const item = (given: unknown): unknown => {
    if (given === null || given === undefined) return given;
    if (Array.isArray(given) && isListType(getNullableType(slot.type))) return given.map(item);
    if (!isInputObjectType(type)) return replace({ type, boundTo, value: given });
    const fields = type.getFields();
    return Object.fromEntries(
      Object.entries(given as Readonly<Record<string, unknown>>).map(([name, member]) => {
        const field = fields[name];
        return [name, field ? mapLeaves(schema, field, member, replace, boundTo) : member];
      }),
    );
  };
  return item(value);
}
