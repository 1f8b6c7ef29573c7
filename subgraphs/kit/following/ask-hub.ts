import { readFile } from 'node:fs/promises';
import { isErrorCode, type ErrorCode } from '../../../errors/error-table.ts';

/** A place of an answer: response names and list positions. */
export type AnswerPath = readonly (string | number)[];

/** One query to the hub of a process that is a subject itself, asked like anybody's. */
export interface HubQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly purpose: string;
  /** The exchange that started the work; null for standing work that none started. */
  readonly parentExchange: string | null;
  /** The instant as of which records are read, RFC 3339; null: as they are. */
  readonly asOf: string | null;
  readonly signal: AbortSignal;
}

export interface HubError {
  readonly code: ErrorCode;
  /** Empty where the error is about the whole answer. */
  readonly path: AnswerPath;
}

export interface HubAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly HubError[];
  /** The exchange of the ledger, from the receipt; null where nothing was recorded, so nothing disclosed. */
  readonly exchangeId: string | null;
  readonly receivedAt: Date;
}

/** Asks the hub. Never rejects but for the caller's own signal: a hub that can not be reached is an answer too. */
export type AskHub = (query: HubQuery) => Promise<HubAnswer>;

const DEADLINE_MS = 120_000;

/** @param hub where the gateway serves, and the file with the subject's token (read for each query: it may be renewed) */
export function createAskHub(hub: { readonly url: string; readonly tokenFile: string }): AskHub {
  const endpoint = new URL('/graphql', hub.url);
  return async (query) => {
    const signal = AbortSignal.any([query.signal, AbortSignal.timeout(DEADLINE_MS)]);
    try {
      const token = await readFile(hub.tokenFile, 'utf8');
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token.trim()}`,
          'sluice-purpose': query.purpose,
          ...(query.parentExchange === null ? {} : { 'sluice-parent-exchange': query.parentExchange }),
          ...(query.asOf === null ? {} : { 'sluice-as-of': query.asOf }),
        },
        body: JSON.stringify({ query: query.text, variables: query.variables }),
        signal,
      });
      return readAnswer(await response.json());
    } catch (error) {
      if (query.signal.aborted) throw error;
      const code: ErrorCode = signal.aborted ? 'SOURCE_TIMEOUT' : 'SOURCE_DOWN';
      return { data: null, errors: [{ code, path: [] }], exchangeId: null, receivedAt: new Date() };
    }
  };
}

function readAnswer(body: unknown): HubAnswer {
  const { data, errors, extensions } = body as {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly {
      readonly path?: AnswerPath;
      readonly extensions?: { readonly code?: unknown };
    }[];
    readonly extensions?: { readonly receipt?: { readonly exchangeId?: unknown } };
  };
  const exchangeId = extensions?.receipt?.exchangeId;
  return {
    data: data ?? null,
    errors: (errors ?? []).map((error) => ({
      code: isErrorCode(error.extensions?.code) ? error.extensions.code : 'INTERNAL',
      path: error.path ?? [],
    })),
    exchangeId: typeof exchangeId === 'string' ? exchangeId : null,
    receivedAt: new Date(),
  };
}
