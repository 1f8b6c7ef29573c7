import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import { useBindingOf } from '../../../policies/use-binding.ts';
import { objectTypes } from './project-types.ts';
import type { SupergraphRule } from './rule.ts';

/** What says how much and which way round, never what about. */
const PAGING = new Set(['first', 'after']);
const DIRECTION = 'SortDirection';

/**
 * Every value a caller can pass in is bound to the field it touches: by `@use` on the argument itself, or on every
 * member of its input type, or on every value of its enum. An unbound one would be a way to learn about a field
 * without being allowed to use it.
 */
export const inputsAreBound: SupergraphRule = (schema) =>
  objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      field.args
        .filter(({ name }) => !PAGING.has(name))
        .flatMap((argument) =>
          unbound(schema, argument, `${type.name}.${field.name}(${argument.name}:)`, new Set()),
        ),
    ),
  );

type Input = GraphQLArgument | GraphQLInputField;

function unbound(
  schema: GraphQLSchema,
  input: Input,
  place: string,
  seen: ReadonlySet<string>,
): readonly string[] {
  const problem = bindingProblem(schema, input);
  if (problem !== 'is not bound by @use') return problem === null ? [] : [`${place} ${problem}`];
  const type = getNamedType(input.type);
  if (type.name === DIRECTION || seen.has(type.name)) return [];
  if (isInputObjectType(type)) {
    const within = new Set([...seen, type.name]);
    return Object.values(type.getFields()).flatMap((member) =>
      unbound(schema, member, `${place} → ${type.name}.${member.name}`, within),
    );
  }
  if (!isEnumType(type)) return [`${place} ${problem}`];
  return type.getValues().flatMap((value) => {
    const gap = bindingProblem(schema, value);
    return gap === null ? [] : [`${place} → ${type.name}.${value.name} ${gap}`];
  });
}

function bindingProblem(schema: GraphQLSchema, input: Input | GraphQLEnumValue): string | null {
  try {
    return useBindingOf(schema, input.astNode) === null ? 'is not bound by @use' : null;
  } catch (error) {
    return `can not be read: ${error instanceof Error ? error.message : 'a malformed @use'}`;
  }
}
