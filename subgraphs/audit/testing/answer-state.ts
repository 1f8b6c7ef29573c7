import type { IncomingMessage, ServerResponse } from 'node:http';
import { RELATION_END, RELATION_HEADERS, type RelationState } from '../../../policies/relation-wire.ts';

/** The sources are there and up to date: a run case by case asks so before it asks about anybody. */
export function answerState(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on('end', () => {
    const state: RelationState = {
      dataset: 'any',
      agency: 'any',
      asOf: new Date().toISOString(),
      isFresh: true,
    };
    response.setHeader(RELATION_HEADERS.columns, 'recordKey');
    response.setHeader(RELATION_HEADERS.state, JSON.stringify(state));
    response.setHeader(RELATION_HEADERS.exchange, 'exchange-of-a-state');
    response.end(`${RELATION_END}\n`);
  });
}
