import { SluiceError } from '../../errors/sluice-error.ts';
import { isRecord } from '../is-record.ts';

export interface OperationBody {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MEMBERS = new Set(['query', 'operationName', 'variables', 'extensions']);

/**
 * The members of a GraphQL request body. Persisted queries (`extensions` without a `query`) are not served.
 * @throws SluiceError BODY_MALFORMED
 */
export function readBody(body: unknown): OperationBody {
  if (!isRecord(body)) throw new SluiceError('BODY_MALFORMED');
  const { query, operationName, variables, extensions } = body;
  const isSound =
    typeof query === 'string' &&
    isAbsentOr(operationName, (value) => typeof value === 'string') &&
    isAbsentOr(variables, isRecord) &&
    isAbsentOr(extensions, isRecord) &&
    Object.keys(body).every((member) => MEMBERS.has(member));
  if (!isSound) throw new SluiceError('BODY_MALFORMED');
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isRecord(variables) ? variables : {},
  };
}

function isAbsentOr(value: unknown, isSound: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || isSound(value);
}
