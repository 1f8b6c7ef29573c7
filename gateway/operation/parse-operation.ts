import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { argumentPath } from './argument-path.ts';
import { assertWithinLimits, type OperationLimits } from './operation-limits.ts';

/** How many complaints about one operation a caller gets at once. */
const MAX_COMPLAINTS = 5;

export interface ParsedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * Text to one valid operation. Limits come before validation, because validation is what an overlarge operation
 * makes expensive. Complaints name places and schema elements that the caller itself wrote, never what it might have
 * meant and never a value.
 * @throws SluiceError OPERATION_SYNTAX, OPERATION_TOO_LARGE, OPERATION_TOO_DEEP, OPERATION_TOO_MANY_ALIASES,
 * OPERATION_NAME, OPERATION_INVALID, SUBSCRIPTION_UNSUPPORTED
 */
export function parseOperation(
  text: string,
  operationName: string | null,
  schema: GraphQLSchema,
  limits: OperationLimits,
): ParsedOperation {
  const document = parseText(text, limits);
  assertWithinLimits(document, limits);
  const operation = pickOperation(document, operationName);
  assertValid(schema, document);
  return { document, operation };
}

function parseText(text: string, limits: OperationLimits): DocumentNode {
  try {
    return parse(text, { maxLexicalTokens: limits.maxTokens });
  } catch (error) {
    if (error instanceof RangeError) throw new SluiceError('OPERATION_TOO_DEEP', {}, { cause: error });
    if (!(error instanceof GraphQLError)) throw error;
    if (/more tha[nt] \d+ tokens/u.test(error.message))
      throw new SluiceError('OPERATION_TOO_LARGE', { limit: limits.maxTokens }, { cause: error });
    const [place] = error.locations ?? [];
    throw new SluiceError('OPERATION_SYNTAX', place ? { line: place.line, column: place.column } : {});
  }
}

function pickOperation(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const chosen = operations.filter((operation) => name === null || operation.name?.value === name);
  const [operation] = chosen;
  if (!operation || chosen.length > 1) throw new SluiceError('OPERATION_NAME');
  if (operation.operation === OperationTypeNode.SUBSCRIPTION)
    throw new SluiceError('SUBSCRIPTION_UNSUPPORTED');
  return operation;
}

function assertValid(schema: GraphQLSchema, document: DocumentNode): void {
  const complaints = validate(schema, document, undefined, {
    maxErrors: MAX_COMPLAINTS,
    hideSuggestions: true,
  });
  if (complaints.length === 0) return;
  throw new SluiceError('OPERATION_INVALID', {
    problems: complaints.map((complaint) => publicComplaint(complaint, document)),
  });
}

/**
 * The part of a complaint that holds no value, and of which argument it is; graphql-js puts values after `found` or at the end
 * after a colon.
 */
function publicComplaint({ message, locations, nodes }: GraphQLError, document: DocumentNode): string {
  const [place] = locations ?? [];
  const words = message
    .replace(/ Did you mean [\s\S]*$/u, '')
    .replace(/,? found [\s\S]*$/u, '')
    .replace(/^Value "[^"]*" does/u, 'The value does')
    .replace(/(cannot represent [^:]*): [\s\S]*$/u, '$1')
    .replace(/\.$/u, '');
  const argument = nodes?.[0] === undefined ? null : argumentPath(document, nodes[0]);
  const about = argument === null ? words : `argument "${argument}": ${words}`;
  return place ? `${about} (line ${place.line}, column ${place.column})` : about;
}
