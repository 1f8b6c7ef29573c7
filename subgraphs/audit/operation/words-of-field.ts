import { isEnumType, isObjectType, type GraphQLSchema } from 'graphql';

/** `A`, `B` or `C`: the whole list of words that a field may hold, as the graph describes it. */
const LIST = /^(?:[^`]*: )?((?:`[A-Z][A-Z0-9_]*`, )*`[A-Z][A-Z0-9_]*` or `[A-Z][A-Z0-9_]*`)(?:[.;:,]| \()/u;

/**
 * The words that a field may hold: the values of its enum, or of a text those that its description lists from first to last.
 * Null where it may hold anything.
 */
export function wordsOfField(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
): readonly string[] | null {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) return null;
  if (isEnumType(field.type)) return field.type.getValues().map(({ name }) => name);
  const list = LIST.exec(field.description ?? '')?.[1];
  return list === undefined ? null : [...list.matchAll(/`(\w+)`/gu)].flatMap(([, word]) => word ?? []);
}
