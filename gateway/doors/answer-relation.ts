import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  MAX_RELATION_KEYS,
  RELATION_CONTENT_TYPE,
  RELATION_END,
  RELATION_HEADERS,
  stateText,
} from '../../policies/relation-wire.ts';
import type { Gateway } from '../assemble-gateway.ts';
import type { RelationSink } from '../handle-relation.ts';
import { openPost, writeJson } from './http-server.ts';
import { readTypedBody } from './read-json-body.ts';

/** Where both doors take questions for relations. */
export const RELATION_PATH = '/relation';

/** Room for a question and as many keys as one may have, of the length of a person's. */
const MAX_BODY_BYTES = 1_048_576 + MAX_RELATION_KEYS * 32;

/** POST of a question and its keys (`policies/relation-wire.ts`); a stream of records, or a refusal. */
export async function answerRelation(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
): Promise<void> {
  const posted = openPost(request, response);
  const readBody = () => readTypedBody(request, RELATION_CONTENT_TYPE, MAX_BODY_BYTES);
  await gateway.readRelation({ ...posted, readBody }, sinkOf(request, response, posted.signal));
}

function sinkOf(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): RelationSink {
  return {
    refuse({ status, body }) {
      // WHY: a body that was not read to its end would be taken for the next request on this connection.
      if (!request.complete && !response.headersSent) response.setHeader('connection', 'close');
      writeJson(response, status, body);
    },
    begin({ columns, state, exchange }) {
      if (response.destroyed) return;
      response.writeHead(200, {
        'content-type': RELATION_CONTENT_TYPE,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        [RELATION_HEADERS.columns]: columns.join(','),
        [RELATION_HEADERS.state]: stateText(state),
        [RELATION_HEADERS.exchange]: exchange,
      });
    },
    async write(records) {
      signal.throwIfAborted();
      if (!response.write(records)) await once(response, 'drain', { signal });
    },
    end: () => void response.end(`${RELATION_END}\n`),
    cut: () => void response.destroy(),
  };
}
