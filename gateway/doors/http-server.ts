import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SluiceError } from '../../errors/sluice-error.ts';
import { asSluiceError, refusalAnswer } from '../stages/respond.ts';
import type { IncomingRequest } from '../stages/stage-types.ts';
import { readJsonBody } from './read-json-body.ts';

/** A door that is open: what both doors are to whoever opened them. */
export interface HttpDoor {
  readonly port: number;
  /** Takes no new connections, lets what is under way finish (for `graceMs` at most), then ends. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How long exchanges under way may take once the door closes. */
  readonly graceMs?: number;
}

const GRACE_MS = 10_000;
const SWEEP_MS = 50;
/** A request that has not arrived whole by then is given up: slow senders must not hold connections. */
const REQUEST_MS = 15_000;
/**
 * How long a connection waits for its next request. WHY longer than callers and balancers keep theirs (mostly less than a
 * minute): whoever ends it first must be the caller, or a request can meet a connection that is just being closed.
 */
const IDLE_MS = 65_000;

/** Serves HTTP; what `serve` throws is answered as the refusal that it is. */
export async function openHttpServer(
  options: HttpServerOptions,
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<HttpDoor> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, keepAliveTimeout: IDLE_MS },
    (request, response) => {
      void serve(request, response).catch((error: unknown) => {
        const { status, body } = refusalAnswer(asSluiceError(error));
        // WHY: a body that was not read to its end would be taken for the next request on this connection.
        if (!request.complete && !response.headersSent) response.setHeader('connection', 'close');
        writeJson(response, status, body);
      });
    },
  );
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { port, close: () => closeServer(server, options.graceMs ?? GRACE_MS) };
}

/**
 * A request as the spine takes it; its signal is aborted when the client hangs up before it was answered.
 * @throws SluiceError METHOD_NOT_ALLOWED, MEDIA_TYPE_UNSUPPORTED, BODY_TOO_LARGE, BODY_MALFORMED
 */
export async function readPost(
  request: IncomingMessage,
  response: ServerResponse,
  maxBodyBytes: number,
): Promise<IncomingRequest> {
  const posted = openPost(request, response);
  return { ...posted, body: await readJsonBody(request, maxBodyBytes) };
}

/**
 * The same without its body, which nobody has read yet.
 * @throws SluiceError METHOD_NOT_ALLOWED
 */
export function openPost(request: IncomingMessage, response: ServerResponse): Omit<IncomingRequest, 'body'> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    throw new SluiceError('METHOD_NOT_ALLOWED');
  }
  const abort = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) abort.abort(new SluiceError('CALLER_GONE'));
  });
  return { headers: headersOf(request), signal: abort.signal };
}

/** The path of a request, without what follows a question mark. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

export function writeJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed || response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

/**
 * A header sent twice is joined by a comma and left to whoever reads it: nothing that decides takes a list, so a second
 * token, purpose or case has the request refused and is never chosen between.
 */
function headersOf({ headersDistinct }: IncomingMessage): IncomingRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(', ')]),
  );
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    // A connection that was busy when the door closed is idle, and kept, once it has its answer.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
