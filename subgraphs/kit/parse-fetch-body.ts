import { SluiceError } from '../../errors/sluice-error.ts';

export interface FetchBody {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @throws SluiceError BODY_MALFORMED, VARIABLES_INVALID */
export function parseFetchBody(body: Uint8Array): FetchBody {
  const parsed = json(body);
  if (!isObject(parsed)) throw new SluiceError('BODY_MALFORMED');
  const { query, variables } = parsed;
  if (typeof query !== 'string' || query === '') throw new SluiceError('BODY_MALFORMED');
  if (variables !== undefined && variables !== null && !isObject(variables))
    throw new SluiceError('VARIABLES_INVALID');
  return { query, variables: variables ?? {} };
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new SluiceError('BODY_MALFORMED', {}, { cause });
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
