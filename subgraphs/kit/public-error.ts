import { GraphQLError } from 'graphql';
import { ConnectorError } from '../../connectors/contract.ts';
import { ERROR_TABLE, type ErrorCode } from '../../errors/error-table.ts';
import { SluiceError } from '../../errors/sluice-error.ts';

/** An error as the gateway reads it: nothing of a source, nothing of the server. */
export interface PublicError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: ErrorCode };
}

const CODE_OF_REASON: Readonly<Record<ConnectorError['reason'], ErrorCode>> = {
  unreachable: 'SOURCE_DOWN',
  deadline: 'SOURCE_TIMEOUT',
  cancelled: 'SOURCE_TIMEOUT',
  busy: 'SOURCE_TIMEOUT',
  'too-many-rows': 'SOURCE_TOO_MANY_ROWS',
  refused: 'SOURCE_ERROR',
  'bad-selection': 'SOURCE_ERROR',
};

/** What a caller is told of an error, wherever it came from; its own message is told only where the table has it. */
export function publicError(error: unknown): PublicError {
  const path = error instanceof GraphQLError ? error.path : undefined;
  const { code, detail } = isVariableError(error) ? VARIABLE_ERROR : meaningOf(causeOf(error));
  return {
    message: ERROR_TABLE[code].message,
    ...(path ? { path } : {}),
    extensions: { ...detail, code },
  };
}

/** Every error of what executing an operation threw: a refusal has one, a document can have many. */
export function publicErrors(thrown: unknown): readonly PublicError[] {
  if (thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors))
    return thrown.errors.map(publicError);
  return [publicError(thrown)];
}

/** What made it happen: GraphQL wraps the errors of resolvers, more than once at times. */
export function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function meaningOf(cause: unknown): { readonly code: ErrorCode; readonly detail: SluiceError['detail'] } {
  if (cause instanceof SluiceError) return { code: cause.code, detail: cause.detail };
  if (cause instanceof ConnectorError) return { code: CODE_OF_REASON[cause.reason], detail: {} };
  return { code: cause instanceof GraphQLError ? codeOfGraphQL(cause) : 'INTERNAL', detail: {} };
}

/** What GraphQL says of a variable wraps what the variable's type said. */
const isVariableError = (error: unknown): boolean =>
  error instanceof GraphQLError && !error.path && error.message.startsWith('Variable "$');

const VARIABLE_ERROR = { code: 'VARIABLES_INVALID', detail: {} } as const;

function codeOfGraphQL(error: GraphQLError): ErrorCode {
  // With a path it was raised while answering: a value did not fit its type.
  if (error.path) return 'SOURCE_ERROR';
  return error.message.startsWith('Syntax Error') ? 'OPERATION_SYNTAX' : 'OPERATION_INVALID';
}
