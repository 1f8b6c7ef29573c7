import {
  GraphQLError,
  type GraphQLSchema,
  isScalarType,
  isSpecifiedScalarType,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { isDivisionCode } from '../../identifiers/division.ts';

/** What a caller may give for each scalar of the prelude. */
const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Date: (value) => typeof value === 'string' && isDay(value),
  DateTime: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/u.test(value) &&
    isDay(value.slice(0, 10)) &&
    !Number.isNaN(Date.parse(value)),
  Month: (value) => typeof value === 'string' && /^\d{4}-(?:0[1-9]|1[0-2])$/u.test(value),
  Fen: (value) => Number.isSafeInteger(value),
  DivisionCode: (value) => typeof value === 'string' && isDivisionCode(value),
  Cursor: (value) => typeof value === 'string' && value.length <= 2_048,
};

/**
 * Gives the scalars of a schema built from text their input checks; a scalar without a check accepts no input at all,
 * so that no unchecked value reaches an agency. Changes the schema in place and returns it.
 */
export function withCheckedScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const check = CHECKS[type.name] ?? (() => false);
    const parseValue = (value: unknown): unknown => {
      if (check(value)) return value;
      throw new GraphQLError(`${type.name} cannot represent this value`);
    };
    type.parseValue = parseValue;
    type.parseLiteral = (node: ValueNode) => parseValue(valueFromASTUntyped(node));
  }
  return schema;
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text) ?? [];
  if (!year || !month || !day) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
