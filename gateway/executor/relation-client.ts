import { type Dispatcher, Pool } from 'undici';
import type { ErrorCode } from '../../errors/error-table.ts';
import { RELATION_CONTENT_TYPE } from '../../policies/relation-wire.ts';
import { parseAnswer } from './parse-answer.ts';

/** What came of asking a subgraph for a relation: its lines as they come, or the code that says why there are none. */
export type RelationOutcome =
  | { readonly kind: 'streamed'; readonly headers: Headers; readonly lines: AsyncIterable<Buffer> }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

type Headers = Dispatcher.ResponseData['headers'];

/** Asks one subgraph for relations, over connections of its own: a stream of minutes must not keep questions waiting. */
export interface RelationClient {
  /**
   * @throws the reason of `signal` where it is aborted, then or while the lines are read
   */
  ask(request: {
    readonly body: Uint8Array;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  }): Promise<RelationOutcome>;
  close(): Promise<void>;
}

const CONNECTIONS = 8;
const LARGEST_REFUSAL = 65_536;

/**
 * @param url the subgraph's GraphQL end point; relations are beside it
 * @param deadlineMs for the whole answer
 */
export function createRelationClient(url: string, deadlineMs: number): RelationClient {
  const { origin, pathname } = new URL('relation', url);
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  return {
    async ask({ body, headers, signal }) {
      try {
        const response = await pool.request({
          path: pathname,
          method: 'POST',
          headers: { 'content-type': RELATION_CONTENT_TYPE, accept: RELATION_CONTENT_TYPE, ...headers },
          body,
          signal,
          headersTimeout: deadlineMs,
          bodyTimeout: deadlineMs,
        });
        const { statusCode, headers: answered, body: lines } = response;
        const [type] = String(answered['content-type'] ?? '').split(';');
        if (statusCode === 200 && type === RELATION_CONTENT_TYPE)
          return { kind: 'streamed', headers: answered, lines: lines as AsyncIterable<Buffer> };
        return { kind: 'failed', code: await refusalIn(statusCode, lines) };
      } catch {
        signal.throwIfAborted();
        return { kind: 'failed', code: 'SOURCE_DOWN' };
      }
    },
    close: () => pool.destroy(),
  };
}

/** The code of a refusal: the subgraph's own where it is one of the table. */
async function refusalIn(status: number, body: Dispatcher.ResponseData['body']): Promise<ErrorCode> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_REFUSAL) break;
    chunks.push(chunk);
  }
  const answer = parseAnswer(Buffer.concat(chunks).toString('utf8'));
  return answer?.errors[0]?.code ?? (status === 503 ? 'SOURCE_DOWN' : 'SOURCE_ERROR');
}
