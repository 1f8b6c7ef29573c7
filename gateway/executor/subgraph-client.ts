import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import type { ErrorCode } from '../../errors/error-table.ts';
import { type BreakerLimits, createCircuitBreaker } from './circuit-breaker.ts';
import { CallerSlots } from './caller-slots.ts';
import { parseAnswer, type SubgraphAnswer } from './parse-answer.ts';

export interface ClientLimits {
  /** From the first byte out to the last byte in, retries included. */
  readonly deadlineMs: number;
  readonly maxAnswerBytes: number;
  /** Connections kept to each subgraph. */
  readonly connections: number;
  /** Attempts at a query in all, where the connection is refused or breaks; a mutation is sent once. */
  readonly attempts: number;
  readonly breaker: BreakerLimits;
  /** Fetches of one caller that are under way to one subgraph at once. */
  readonly perCaller: number;
  /** For how long a fetch waits for others of its caller. */
  readonly waitMs: number;
}

/** What came of asking: an answer, or the code that says why there is none. */
export type FetchOutcome =
  | { readonly kind: 'answered'; readonly answer: SubgraphAnswer }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

export interface SubgraphRequest {
  readonly body: string;
  readonly isMutation: boolean;
  /** The headers of one attempt: called anew for each, so that each is bound to its grant by its own nonce. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Who asks, by a name among callers. */
  readonly caller: string;
}

/** Asks one subgraph over kept connections. Failures are outcomes; only the caller's own abort is thrown. */
export interface SubgraphClient {
  /** @throws the reason of `signal` where it is aborted */
  send(request: SubgraphRequest): Promise<FetchOutcome>;
  close(): Promise<void>;
}

const RETRY_PAUSE_MS = 25;

/** @param url the subgraph's GraphQL endpoint */
export function createSubgraphClient(url: string, limits: ClientLimits): SubgraphClient {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections: limits.connections, pipelining: 1 });
  const breaker = createCircuitBreaker(limits.breaker, () => performance.now());
  const slots = new CallerSlots(limits.perCaller);
  const path = `${pathname}${search}`;

  async function attempt(request: SubgraphRequest, deadline: AbortSignal): Promise<Attempt> {
    try {
      const response = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...request.headers() },
        body: request.body,
        signal: AbortSignal.any([request.signal, deadline]),
      });
      const text = await readText(response.body, limits.maxAnswerBytes);
      if (text === null) return { kind: 'failed', code: 'SOURCE_TOO_MANY_ROWS' };
      const answer = parseAnswer(text);
      if (answer) return { kind: 'answered', answer };
      return { kind: 'failed', code: response.statusCode === 503 ? 'SOURCE_DOWN' : 'SOURCE_ERROR' };
    } catch (error) {
      request.signal.throwIfAborted();
      if (deadline.aborted) return { kind: 'failed', code: 'SOURCE_TIMEOUT' };
      return { kind: 'failed', code: 'SOURCE_DOWN', isSafeToRetry: isConnectionFailure(error) };
    }
  }

  async function attempts(request: SubgraphRequest, deadline: AbortSignal): Promise<Attempt> {
    const allowed = request.isMutation ? 1 : limits.attempts;
    for (let made = 1; ; made += 1) {
      const outcome = await attempt(request, deadline);
      if (outcome.kind === 'answered' || !outcome.isSafeToRetry || made >= allowed) return outcome;
      await delay(RETRY_PAUSE_MS * made, null, { signal: request.signal });
    }
  }

  async function send(request: SubgraphRequest): Promise<FetchOutcome> {
    if (!breaker.mayTry()) return { kind: 'failed', code: 'SOURCE_DOWN' };
    let outcome: Attempt;
    try {
      outcome = await attempts(request, AbortSignal.timeout(limits.deadlineMs));
    } catch (error) {
      breaker.abandoned();
      throw error;
    }
    if (outcome.kind === 'answered' || IN_TOUCH.has(outcome.code)) breaker.succeeded();
    else if (outcome.code === 'SOURCE_TIMEOUT') breaker.timedOut(request.caller);
    else breaker.failed();
    return outcome;
  }

  return {
    async send(request) {
      request.signal.throwIfAborted();
      const leave = await slots.enter(request.caller, limits.waitMs, request.signal);
      return leave === null ? { kind: 'failed', code: 'CALLER_BUSY' } : send(request).finally(leave);
    },
    close: () => pool.destroy(),
  };
}

/** Failures of an agency that is there: it answered, though not with what can be used. */
const IN_TOUCH: ReadonlySet<ErrorCode> = new Set(['SOURCE_ERROR', 'SOURCE_TOO_MANY_ROWS']);

type Attempt = FetchOutcome & { readonly isSafeToRetry?: boolean };

/** Null where the answer is larger than allowed; the connection is then given up. */
async function readText(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const CONNECTION_FAILURES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Also looks through the errors that a connection to several addresses gathers. */
function isConnectionFailure(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.some(isConnectionFailure)) return true;
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    CONNECTION_FAILURES.has(error.code)
  );
}
