import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Uid } from '../dicom/uid.ts';
import { viewerFile } from './viewer-page.ts';
import { VIEWER_SETTINGS } from './viewer-settings.ts';

/** Leave to see one study: where its images are, and the token that opens them there. */
export interface ImageAccess {
  /** Of the DICOMweb service; below it `/studies/UID`. */
  readonly url: string;
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

export interface ViewerOptions {
  /** Where OHIF's pages are. */
  readonly pages: string;
  readonly study: Uid;
  /** Leave to begin with. */
  readonly leave: ImageAccess;
  /** Asked for leave when that runs out. */
  readonly access: () => Promise<ImageAccess>;
}

export interface Viewer {
  readonly app: FastifyInstance;
  /** Opens the study in the browser that asks for this path first, and in no other. */
  readonly openingPath: string;
}

const COOKIE = 'sluice-viewer';
const RENEW_BEFORE_MS = 30_000;
const HEADERS = {
  // Shared memory, which decoding uses, is for isolated pages alone.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  // What OHIF is made of: WebAssembly, workers from blobs, code made at run time (vtk.js), styles in line.
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; " +
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
    "connect-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/**
 * A viewer of one study for one browser: OHIF's pages and, on the same origin, the study's images, fetched from the
 * archive with a token that the browser never sees. Why so: `decisions/2026-11-22-viewer.md`.
 */
export function createViewer({ pages, study, leave: first, access }: ViewerOptions): Viewer {
  const app = Fastify({ logger: false });
  const secret = randomBytes(32).toString('base64url');
  let opening: string | null = randomBytes(32).toString('base64url');
  const openingPath = `/open/${opening}`;
  const leave = lasting(first, access);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    // Another name for this address is a page of somebody else's that has it resolved to here.
    if (!/^(?:127\.0\.0\.1|localhost):\d+$/u.test(request.host)) return reply.code(403).send();
    if (request.routeOptions.url !== '/open/:code' && !hasCookie(request, secret))
      return reply
        .code(403)
        .type('text/plain; charset=utf-8')
        .send('Open the viewer by the address that the command shows. 请用命令给出的地址打开。\n');
    return undefined;
  });
  app.get('/open/:code', (request: FastifyRequest<{ Params: { code: string } }>, reply) => {
    if (opening === null || !isSame(request.params.code, opening)) return reply.code(403).send();
    opening = null;
    return reply
      .header('set-cookie', `${COOKIE}=${secret}; HttpOnly; SameSite=Strict; Path=/`)
      .redirect(`/viewer?StudyInstanceUIDs=${study}`, 303);
  });
  app.get('/app-config.js', (_request, reply) => reply.type('text/javascript').send(VIEWER_SETTINGS));
  app.get('/dicom-web/*', (request, reply) => passOn(request, reply, leave));
  app.get('/*', async (request, reply) => {
    const file = await viewerFile(pages, new URL(request.url, 'http://viewer.invalid').pathname);
    return file === null ? reply.code(404).send() : reply.type(file.type).send(file.content);
  });
  return { app, openingPath };
}

/** Asks again shortly before what it was given runs out; who comes meanwhile waits for the same answer. */
function lasting(first: ImageAccess, access: () => Promise<ImageAccess>): () => Promise<ImageAccess> {
  const endOf = ({ expiresAt }: ImageAccess): number => Date.parse(expiresAt) - RENEW_BEFORE_MS;
  let current = Promise.resolve(first);
  let renewAt = endOf(first);
  return () => {
    if (Date.now() < renewAt) return current;
    renewAt = Infinity;
    current = access().then(
      (given) => {
        renewAt = endOf(given);
        return given;
      },
      (error: unknown) => {
        renewAt = 0;
        throw error;
      },
    );
    return current;
  };
}

async function passOn(
  request: FastifyRequest,
  reply: FastifyReply,
  leave: () => Promise<ImageAccess>,
): Promise<FastifyReply> {
  const given = await leave().catch(() => null);
  if (given === null)
    return reply
      .code(403)
      .type('text/plain; charset=utf-8')
      .send('The hub does not show this study. 该检查不可查看。\n');
  const { accept } = request.headers;
  const answer = await fetch(given.url + request.url.slice('/dicom-web'.length), {
    headers: { authorization: `Bearer ${given.token}`, ...(accept === undefined ? {} : { accept }) },
    redirect: 'error',
  }).catch(() => null);
  if (answer === null)
    return reply
      .code(502)
      .type('text/plain; charset=utf-8')
      .send('The archive does not answer. 影像归档没有应答。\n');
  return reply
    .code(answer.status)
    .type(answer.headers.get('content-type') ?? 'application/octet-stream')
    .send(answer.body === null ? undefined : Readable.fromWeb(answer.body));
}

function hasCookie({ headers }: FastifyRequest, secret: string): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
  return cookies.some((each) => isSame(each, `${COOKIE}=${secret}`));
}

function isSame(shown: string, expected: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
