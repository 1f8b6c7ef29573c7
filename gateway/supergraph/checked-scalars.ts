import {
  GraphQLError,
  type GraphQLSchema,
  isScalarType,
  isSpecifiedScalarType,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { SCALAR_CHECKS, SCALAR_EXAMPLES } from '../../policies/scalar-checks.ts';

/** A scalar that is written as it never is: says how it is written, and repeats no value. */
export class WrittenOtherwise extends GraphQLError {
  constructor(scalar: string, node: ValueNode | null = null) {
    const example = SCALAR_EXAMPLES[scalar];
    const words = example === undefined ? 'cannot represent this value' : `is written like ${example}`;
    super(`${scalar} ${words}`, { nodes: node });
  }
}

/**
 * Gives the scalars of a schema built from text their input checks; a scalar without a check accepts no input at all,
 * so that no unchecked value reaches an agency. Changes the schema in place and returns it.
 */
export function withCheckedScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const check = SCALAR_CHECKS[type.name] ?? (() => false);
    type.parseValue = (value) => {
      if (check(value)) return value;
      throw new WrittenOtherwise(type.name);
    };
    type.parseLiteral = (node) => {
      const value = valueFromASTUntyped(node);
      if (check(value)) return value;
      throw new WrittenOtherwise(type.name, node);
    };
  }
  return schema;
}
