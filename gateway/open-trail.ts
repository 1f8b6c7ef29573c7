import { randomUUID } from 'node:crypto';
import type { Subject } from '../policies/vocabulary.ts';
import { parentExchangeOf } from './stages/read-declaration.ts';
import type { Exchange, ExchangeId, IncomingRequest, Trail } from './stages/stage-types.ts';

/** The trail of an exchange that has just come in, of which nothing is known yet. */
export function openTrail(headers: IncomingRequest['headers']): Trail {
  return {
    arrival: {
      id: randomUUID() as ExchangeId,
      startedAt: new Date(),
      parent: parentExchangeOf({ headers }),
    },
    exchange: null,
    declaration: null,
    operation: null,
    decided: null,
    allowed: null,
    derived: [],
    relation: null,
    intent: null,
  };
}

/** The exchange of somebody who was recognised, noted on its trail. */
export function openExchange(trail: Trail, subject: Subject, signal: AbortSignal): Exchange {
  return (trail.exchange = { ...trail.arrival, subject, signal, subjectTags: new Set() });
}
