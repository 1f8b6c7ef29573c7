import type { IncomingMessage, ServerResponse } from 'node:http';
import { RELATION_END, RELATION_HEADERS, type RelationState } from '../../../policies/relation-wire.ts';

/**
 * The sources are there: a run case by case asks so before it asks about anybody.
 * @param asOf up to when they are complete; left out: up to now
 */
export function answerState(
  request: IncomingMessage,
  response: ServerResponse,
  asOf: Date = new Date(),
): void {
  request.resume();
  request.on('end', () => {
    const state: RelationState = {
      dataset: 'any',
      agency: 'any',
      asOf: asOf.toISOString(),
      isFresh: true,
    };
    response.setHeader(RELATION_HEADERS.columns, 'recordKey');
    response.setHeader(RELATION_HEADERS.state, JSON.stringify(state));
    response.setHeader(RELATION_HEADERS.exchange, 'exchange-of-a-state');
    response.end(`${RELATION_END}\n`);
  });
}
