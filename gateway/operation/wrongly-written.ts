import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  print,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { isRecord } from '../is-record.ts';
import { WrittenOtherwise } from '../supergraph/checked-scalars.ts';

/** A part of a variable: where it stands, as `$draft.skills.0`, what type it has and what was given. */
interface Part {
  readonly place: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
}

export interface KnownSchemas {
  /** What exists. */
  readonly schema: GraphQLSchema;
  /** What the caller may see of it: of the rest neither fields nor values are named. */
  readonly visible: GraphQLSchema;
}

/**
 * What is wrong with a variable, part by part, and what is expected there. WHY not the words of graphql-js: they repeat the value.
 * WHY lazily: whoever reads takes a few; a list of a million wrong elements is walked no further than those.
 */
export function* wronglyWritten(
  { schema, visible }: KnownSchemas,
  { variable, type: node }: VariableDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Generator<string> {
  const name = variable.name.value;
  const type = typeFromAST(schema, node);
  if (!isInputType(type)) return;
  if (!Object.hasOwn(given, name)) yield `$${name}: a value of type ${print(node)} is required`;
  else yield* wrongIn({ place: `$${name}`, type, value: given[name] }, visible);
}

function* wrongIn({ place, type, value }: Part, visible: GraphQLSchema): Generator<string> {
  if (value === null || value === undefined) {
    if (isNonNullType(type)) yield `${place}: it must not be null`;
  } else if (isNonNullType(type)) yield* wrongIn({ place, type: type.ofType, value }, visible);
  else if (isListType(type)) {
    const elements: readonly unknown[] | null = Array.isArray(value) ? value : null;
    if (elements === null) yield* wrongIn({ place, type: type.ofType, value }, visible);
    else
      for (const [at, element] of elements.entries())
        yield* wrongIn({ place: `${place}.${at}`, type: type.ofType, value: element }, visible);
  } else if (isInputObjectType(type)) yield* wrongInObject(place, type, value, visible);
  else {
    const expected = expectedInstead(type, value, visible);
    if (expected !== null) yield `${place}: ${expected}`;
  }
}

function* wrongInObject(
  place: string,
  type: GraphQLInputObjectType,
  value: unknown,
  visible: GraphQLSchema,
): Generator<string> {
  if (!isRecord(value)) {
    yield `${place}: an object is expected`;
    return;
  }
  const fields = type.getFields();
  for (const field of Object.values(fields)) {
    const part = value[field.name];
    if (part !== undefined)
      yield* wrongIn({ place: `${place}.${field.name}`, type: field.type, value: part }, visible);
    else if (isNonNullType(field.type) && field.defaultValue === undefined)
      yield isSeen(visible, type, field.name)
        ? `${place}: its field "${field.name}" of type ${String(field.type)} is missing`
        : `${place}: a field that it must have is missing`;
  }
  // WHY without its name: it is the caller's own text, and may be somebody's number.
  if (Object.keys(value).some((name) => fields[name] === undefined))
    yield visible.getType(type.name) === undefined
      ? `${place}: a field was given that it does not have`
      : `${place}: a field was given that ${type.name} does not have`;
}

function isSeen(visible: GraphQLSchema, { name }: GraphQLInputObjectType, field: string): boolean {
  const type = visible.getType(name);
  return isInputObjectType(type) && type.getFields()[field] !== undefined;
}

/** What was expected where a single value stands; null where it is one. */
function expectedInstead(type: GraphQLLeafType, value: unknown, visible: GraphQLSchema): string | null {
  try {
    if (type.parseValue(value) !== undefined) return null;
  } catch (error) {
    if (error instanceof WrittenOtherwise) return error.message;
  }
  if (!isEnumType(type)) return `a value of type ${type.name} is expected`;
  const seen = visible.getType(type.name);
  return isEnumType(seen)
    ? `one of ${seen
        .getValues()
        .map(({ name }) => name)
        .join(', ')} is expected`
    : 'it is none of the values that are expected';
}
