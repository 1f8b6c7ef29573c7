import {
  GraphQLError,
  type GraphQLSchema,
  isScalarType,
  isSpecifiedScalarType,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { SCALAR_CHECKS } from '../../policies/scalar-checks.ts';

/**
 * Gives the scalars of a schema built from text their input checks; a scalar without a check accepts no input at all,
 * so that no unchecked value reaches an agency. Changes the schema in place and returns it.
 */
export function withCheckedScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const check = SCALAR_CHECKS[type.name] ?? (() => false);
    const parseValue = (value: unknown): unknown => {
      if (check(value)) return value;
      throw new GraphQLError(`${type.name} cannot represent this value`);
    };
    type.parseValue = parseValue;
    type.parseLiteral = (node: ValueNode) => parseValue(valueFromASTUntyped(node));
  }
  return schema;
}
