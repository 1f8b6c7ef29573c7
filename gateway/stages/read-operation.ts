import { createHash } from 'node:crypto';
import { GraphQLError, type GraphQLSchema, getVariableValues, Kind, OperationTypeNode, print } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { wronglyWritten } from '../operation/wrongly-written.ts';
import { assertIdentifiers } from '../operation/check-identifiers.ts';
import { assertPageSizes } from '../operation/check-page-sizes.ts';
import { normalForm, type NormalForm } from '../operation/normal-form.ts';
import { operationCost } from '../operation/operation-cost.ts';
import type { OperationLimits } from '../operation/operation-limits.ts';
import { parseOperation, type ParsedOperation } from '../operation/parse-operation.ts';
import { readBody } from '../operation/read-body.ts';
import type {
  Declaration,
  IncomingRequest,
  IntrospectionOperation,
  ReadOperation,
  Unvouched,
} from './stage-types.ts';

export interface ReadDependencies {
  /** The whole API schema: what is asked is checked against all that exists, then decided. */
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  /** What the caller may see of it; asked for where something is wrong with what was given. */
  readonly visible: () => GraphQLSchema;
}

/** How many wrong variables a caller hears of at once. */
const MAX_COMPLAINTS = 5;

/**
 * From a request body to one valid operation in normal form, within the limits, with sound variables and identifiers
 * and a purpose where it asks for data.
 * @throws SluiceError every code of the stage `operation`, except CURSOR_INVALID
 */
export function readOperation(
  { body }: IncomingRequest,
  { purpose }: Declaration,
  { schema, limits, visible }: ReadDependencies,
): ReadOperation | IntrospectionOperation {
  const { query, operationName, variables: given } = readBody(body);
  const parsed = parseOperation(query, operationName, schema, limits);
  const variables = coerce({ schema, visible }, parsed, given);
  const form = formOf(schema, parsed, variables);
  const operationHash = createHash('sha256').update(print(form.document)).digest('base64url');
  if (topicOf(form) === 'schema') return { kind: 'introspection', ...form, operationHash, purpose };
  assertPageSizes(schema, form);
  const cost = operationCost(schema, form);
  if (cost > limits.maxCost) throw new SluiceError('OPERATION_TOO_COSTLY', { cost, limit: limits.maxCost });
  if (purpose === null) throw new SluiceError('PURPOSE_MISSING');
  assertIdentifiers(schema, form);
  const read: Unvouched<ReadOperation> = { kind: 'read', ...form, operationHash, purpose };
  return read as ReadOperation;
}

/** Normal form; a null given for a variable with a default is only found out where the variable is used. */
function formOf(
  schema: GraphQLSchema,
  { document, operation }: ParsedOperation,
  variables: Readonly<Record<string, unknown>>,
): NormalForm {
  try {
    return normalForm(schema, document, operation, variables);
  } catch (error) {
    if (error instanceof GraphQLError) throw new SluiceError('VARIABLES_INVALID', {}, { cause: error });
    throw error;
  }
}

function coerce(
  { schema, visible }: Pick<ReadDependencies, 'schema' | 'visible'>,
  { operation }: ParsedOperation,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const definitions = operation.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, given, {
    maxErrors: MAX_COMPLAINTS,
    hideSuggestions: true,
  });
  if (coerced) return coerced;
  // WHY: graphql-js repeats the value in its message, and a value may be somebody's number.
  const names = new Set(errors.flatMap(({ message }) => /^Variable "\$(\w+)"/u.exec(message)?.[1] ?? []));
  const known = { schema, visible: visible() };
  const problems = definitions
    .values()
    .filter(({ variable }) => names.has(variable.name.value))
    .flatMap((definition) => wronglyWritten(known, definition, given))
    .take(MAX_COMPLAINTS);
  throw new SluiceError('VARIABLES_INVALID', { variables: [...names], problems: [...problems] });
}

/** `__typename` at the root is either's; on its own it asks for the schema. */
function topicOf({ operation }: NormalForm): 'schema' | 'data' {
  const names = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : '',
  );
  const isMeta = (name: string) => name.startsWith('__');
  if (operation.operation === OperationTypeNode.QUERY && names.length > 0 && names.every(isMeta))
    return 'schema';
  if (names.includes('__schema') || names.includes('__type'))
    throw new SluiceError('OPERATION_INVALID', {
      problems: ['ask for the schema and for data in two operations'],
    });
  return 'data';
}
