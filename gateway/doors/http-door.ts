import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { Gateway } from '../assemble-gateway.ts';
import { asSluiceError, refusalAnswer } from '../stages/respond.ts';
import type { Answer } from '../stages/stage-types.ts';
import { readJsonBody } from './read-json-body.ts';

export interface HttpDoor {
  readonly port: number;
  /** Takes no new connections, lets what is under way finish (for `graceMs` at most), then ends. */
  close(): Promise<void>;
}

export interface HttpDoorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly maxBodyBytes: number;
  /** How long exchanges under way may take once the door closes. */
  readonly graceMs?: number;
}

const GRACE_MS = 10_000;
/** A request that has not arrived whole by then is given up: slow senders must not hold connections. */
const REQUEST_MS = 15_000;

/** The bare HTTP door: POST /graphql, and /health/live and /health/ready for operators. */
export async function openHttpDoor(gateway: Gateway, options: HttpDoorOptions): Promise<HttpDoor> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      void serve(request, response, gateway, options.maxBodyBytes);
    },
  );
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { port, close: () => closeServer(server, options.graceMs ?? GRACE_MS) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  maxBodyBytes: number,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  try {
    if (path === '/health/live') write(response, 200, { status: 'live' });
    else if (path === '/health/ready') await writeReadiness(response, gateway);
    else if (path === '/graphql') await answerGraphql(request, response, gateway, maxBodyBytes);
    else throw new SluiceError('NOT_FOUND');
  } catch (error) {
    const { status, body } = refusalAnswer(asSluiceError(error));
    // WHY: a body that was not read to its end would be taken for the next request on this connection.
    if (!request.complete) response.setHeader('connection', 'close');
    write(response, status, body);
  }
}

async function writeReadiness(response: ServerResponse, gateway: Gateway): Promise<void> {
  const isReady = await gateway.ready();
  write(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
}

async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  maxBodyBytes: number,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    throw new SluiceError('METHOD_NOT_ALLOWED');
  }
  const abort = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  const body = await readJsonBody(request, maxBodyBytes);
  const answer: Answer = await gateway.handle({ body, headers: headersOf(request), signal: abort.signal });
  write(response, answer.status, answer.body);
}

/** Single values only: a header sent twice is ambiguous, and what decides must not be. */
function headersOf({ headersDistinct }: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(', ')]),
  );
}

function write(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

function listen(server: Server, { host, port }: HttpDoorOptions): Promise<void> {
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
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
