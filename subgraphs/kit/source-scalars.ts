import { GraphQLError, GraphQLScalarType } from 'graphql';
import { SCALAR_CHECKS } from '../../policies/scalar-checks.ts';

/** The scalars of the prelude, by name: values pass through as they are, inputs are checked before they reach a source. */
export const sourceScalars: Readonly<Record<string, GraphQLScalarType>> = Object.fromEntries(
  Object.entries(SCALAR_CHECKS).map(([name, isValid]) => [
    name,
    new GraphQLScalarType({
      name,
      serialize: (value) => value,
      parseValue(value) {
        if (!isValid(value)) throw new GraphQLError(`not a ${name}`);
        return value;
      },
    }),
  ]),
);
