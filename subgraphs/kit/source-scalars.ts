import { GraphQLError, GraphQLScalarType } from 'graphql';

/** A scalar whose values pass through as they are, and whose inputs must look right before they reach a source. */
function scalar(name: string, isValid: (value: unknown) => boolean): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    serialize: (value) => value,
    parseValue(value) {
      if (!isValid(value)) throw new GraphQLError(`not a ${name}`);
      return value;
    },
  });
}

const text =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);

const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/u.test(value) && isRealDay(value);

/** `2026-02-30` has the form of a day and is none; Date rolls it over instead of refusing. */
function isRealDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The scalars of the prelude, by name. */
export const sourceScalars: Readonly<Record<string, GraphQLScalarType>> = {
  Date: scalar('Date', isDay),
  DateTime: scalar('DateTime', text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/u)),
  Month: scalar('Month', text(/^\d{4}-(?:0[1-9]|1[0-2])$/u)),
  Fen: scalar('Fen', (value) => Number.isSafeInteger(value)),
  DivisionCode: scalar('DivisionCode', text(/^\d{6}(?:\d{3})?$/u)),
  Cursor: scalar('Cursor', text(/^[\w-]{1,4096}$/u)),
};
