import type { ServerResponse } from 'node:http';
import type { Withheld } from '../../../policies/decision-wire.ts';

/** What a hub says of which fields policy withholds from whoever is to be shown what an audit finds. */
export function answerDecision(response: ServerResponse, withheld: readonly Withheld[]): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: { caller: [], beside: withheld } }));
}
