import pg from 'pg';
import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { Away } from './away.ts';

/** SQLSTATE classes of what passes: no connection, a lost race, no room, a server that stops, a file system in trouble. */
const PASSING_STATES = new Set(['08', '40', '53', '55', '57', '58']);
/** A server that takes no writes, such as one that has not taken over yet. */
const READ_ONLY = '25006';
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);
/** WHY: a connection that closes has no class of its own in `pg`. */
const CLOSED =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered)/u;
/** The classes of `@nats-io` for a server that is not there. */
const STREAM_CLASSES = new Set([
  'ClosedConnectionError',
  'ConnectionError',
  'DrainingConnectionError',
  'JetStreamApiError',
  'JetStreamError',
  'JetStreamNotEnabled',
  'JetStreamStatusError',
  'NoResponders',
  'ConsumerNotFoundError',
  'StreamNotFoundError',
  'RequestError',
  'TimeoutError',
]);

/** What is waited for after an error, for people; null for one that does not pass by itself: a mistake of the hub's own. */
export function whoDoesNotAnswer(error: unknown): string | null {
  if (error instanceof Away || (error instanceof SluiceError && ERROR_TABLE[error.code].retry))
    return 'an agency or the gateway does not answer';
  if (isConnectionAway(error)) return 'the hub database or the stream does not answer';
  return error instanceof Error && STREAM_CLASSES.has(error.name) ? 'the stream does not answer' : null;
}

/** Also looks through the errors that a connection to several addresses gathers. */
function isConnectionAway(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.some(isConnectionAway)) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof pg.DatabaseError) return code === READ_ONLY || PASSING_STATES.has(code.slice(0, 2));
  return PASSING_CODES.has(code) || CLOSED.test(error.message);
}
