import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isErrorCode, type ErrorCode } from '../../../../errors/error-table.ts';
import {
  RELATION_CONTENT_TYPE,
  RELATION_HEADERS,
  type RelationQuestion,
  type RelationState,
} from '../../../../policies/relation-wire.ts';
import { RelationFailure } from './relation-failure.ts';
import { withoutEndMarker } from './without-end-marker.ts';

/** One question of a sweep, asked at the hub like anybody's. */
export interface RelationRequest {
  readonly question: RelationQuestion;
  /** The lines of keys; empty where the question has none. */
  readonly keys: readonly Uint8Array[];
  readonly purpose: string;
  /** The exchange that started the run. */
  readonly parentExchange: string;
  /** RFC 3339; null for now. */
  readonly asOf: string | null;
  readonly signal: AbortSignal;
}

/** An answer whose lines are still to come: they fail where it is cut off. */
export interface RelationAnswer {
  readonly columns: readonly string[];
  readonly state: RelationState;
  readonly exchangeId: string;
  readonly fetchedAt: Date;
  readonly lines: AsyncIterable<Uint8Array>;
}

/** Rejects with `RelationFailure`, or with the reason of the caller's own signal. */
export type AskRelation = (request: RelationRequest) => Promise<RelationAnswer>;

/** No byte for so long, and the source counts as away. */
const SILENCE_MS = 120_000;

/** @param hub where the gateway serves, and the file with the engine's token (read for each question: it may be renewed) */
export function createAskRelation(hub: { readonly url: string; readonly tokenFile: string }): AskRelation {
  const endpoint = new URL('/relation', hub.url);
  return async (asked) => {
    const token = await readFile(hub.tokenFile, 'utf8');
    const body = [Buffer.from(`${JSON.stringify(asked.question)}\n`), ...asked.keys];
    const response = await send(endpoint, body, {
      headers: {
        'content-type': RELATION_CONTENT_TYPE,
        'content-length': body.reduce((sum, part) => sum + part.byteLength, 0),
        authorization: `Bearer ${token.trim()}`,
        'sluice-purpose': asked.purpose,
        'sluice-parent-exchange': asked.parentExchange,
        ...(asked.asOf === null ? {} : { 'sluice-as-of': asked.asOf }),
      },
      signal: asked.signal,
    });
    return readAnswer(response, asked.signal);
  };
}

async function send(
  endpoint: URL,
  body: readonly Uint8Array[],
  options: {
    readonly headers: Readonly<Record<string, string | number>>;
    readonly signal: AbortSignal;
  },
): Promise<IncomingMessage> {
  const ask = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = ask(endpoint, { ...options, method: 'POST', timeout: SILENCE_MS }, resolve);
      sent.on('timeout', () => sent.destroy(new RelationFailure('SOURCE_TIMEOUT')));
      sent.on('error', reject);
      for (const part of body) sent.write(part);
      sent.end();
    });
  } catch (error) {
    throw failureOf(error, options.signal);
  }
}

async function readAnswer(response: IncomingMessage, signal: AbortSignal): Promise<RelationAnswer> {
  const fetchedAt = new Date();
  if (response.statusCode !== 200) throw await refusalOf(response, signal);
  const { [RELATION_HEADERS.columns]: columns, [RELATION_HEADERS.state]: state } = response.headers;
  const exchangeId = response.headers[RELATION_HEADERS.exchange];
  if (typeof columns !== 'string' || typeof state !== 'string' || typeof exchangeId !== 'string') {
    response.destroy();
    throw new RelationFailure('SOURCE_ERROR');
  }
  return {
    columns: columns.split(','),
    state: JSON.parse(state) as RelationState,
    exchangeId,
    fetchedAt,
    lines: withoutEndMarker(received(response, signal)),
  };
}

async function* received(response: IncomingMessage, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
  } catch (error) {
    throw failureOf(error, signal);
  }
}

async function refusalOf(response: IncomingMessage, signal: AbortSignal): Promise<RelationFailure> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of received(response, signal)) chunks.push(chunk);
  let code: unknown = null;
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
    };
    code = body.errors?.[0]?.extensions?.code;
  } catch {
    // Whatever is no JSON did not come from the hub.
  }
  return new RelationFailure(isErrorCode(code) ? code : 'SOURCE_DOWN');
}

function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RelationFailure) return error;
  const code: ErrorCode = 'SOURCE_DOWN';
  return new RelationFailure(code, { cause: error });
}
