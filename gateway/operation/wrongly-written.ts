import {
  coerceInputValue,
  type GraphQLSchema,
  isInputType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { WrittenOtherwise } from '../supergraph/checked-scalars.ts';

/** Where in a variable a day, an instant or the like is written as none is, and how it is written; no value of it. */
export function wronglyWritten(
  schema: GraphQLSchema,
  { variable, type: node }: VariableDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  const name = variable.name.value;
  const type = typeFromAST(schema, node);
  if (!isInputType(type)) return [];
  const found: string[] = [];
  coerceInputValue(given[name], type, (path, _value, error) => {
    // Other complaints of graphql-js repeat the value.
    if (error instanceof WrittenOtherwise) found.push(`$${[name, ...path].join('.')}: ${error.message}`);
  });
  return found;
}
