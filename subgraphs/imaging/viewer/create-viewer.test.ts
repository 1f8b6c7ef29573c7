import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Uid } from '../dicom/uid.ts';
import { createViewer, type ImageAccess, type Viewer } from './create-viewer.ts';

const host = '127.0.0.1:8080';
const folder = mkdtempSync(join(tmpdir(), 'sluice-viewer-'));
const pages = join(folder, 'pages');
const asked: (string | undefined)[] = [];
let archive: FastifyInstance;
let url: string;
beforeAll(async () => {
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html>the page');
  writeFileSync(join(pages, 'decoder.wasm'), 'wasm');
  writeFileSync(join(folder, 'secret.json'), '{}');
  archive = Fastify();
  archive.get('/dicom-web/*', (request, reply) => {
    asked.push(`${request.url} ${request.headers.authorization} ${request.headers.accept}`);
    return reply
      .code(request.url.includes('none') ? 404 : 200)
      .type('image/jls')
      .send('pixels');
  });
  await archive.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(archive.server.address() as AddressInfo).port}/dicom-web`;
});
afterAll(async () => {
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.splice(0);
});

let tokens = 0;
const leave = (seconds: number) => (): Promise<ImageAccess> => {
  tokens += 1;
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
  return Promise.resolve({ url, token: `token-${tokens}`, expiresAt });
};
const viewerOf = async (access: () => Promise<ImageAccess>, first = access): Promise<Viewer> =>
  createViewer({ pages, study: '1.2.3' as Uid, leave: await first(), access });

/** A browser that has opened the viewer. */
async function opened(made: Viewer | Promise<Viewer>) {
  const viewer = await made;
  const opening = await viewer.app.inject({ url: viewer.openingPath, headers: { host } });
  const cookie = String(opening.headers['set-cookie']).split(';')[0] ?? '';
  const get = (path: string) =>
    viewer.app.inject({ url: path, headers: { host, cookie, accept: 'multipart/related' } });
  return { opening, get };
}

test('the first who opens it is shown the study, and nobody after him', async () => {
  const viewer = await viewerOf(leave(300));
  const { opening, get } = await opened(viewer);
  expect([opening.statusCode, opening.headers.location]).toEqual([303, '/viewer?StudyInstanceUIDs=1.2.3']);
  expect(opening.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/u);
  const page = await get('/viewer?StudyInstanceUIDs=1.2.3');
  expect([page.statusCode, page.body]).toEqual([200, '<!doctype html>the page']);
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'referrer-policy': 'no-referrer',
  });
  expect((await get('/decoder.wasm')).headers['content-type']).toBe('application/wasm');
  expect((await get('/app-config.js')).body).toContain('"qidoRoot":"/dicom-web"');
  expect((await viewer.app.inject({ url: viewer.openingPath, headers: { host } })).statusCode).toBe(403);
});

test.each(['/', '/viewer', '/dicom-web/studies', '/app-config.js', '/open/AAAA', '/decoder.wasm'])(
  'whoever has not opened it gets nothing at %s',
  async (path) => {
    const { app } = await viewerOf(leave(300));
    for (const cookie of ['', 'sluice-viewer=', 'sluice-viewer=AAAA'])
      expect((await app.inject({ url: path, headers: { host, cookie } })).statusCode).toBe(403);
    expect(asked).toEqual([]);
  },
);

test('a page that has another name resolve to it gets nothing', async () => {
  const viewer = await viewerOf(leave(300));
  const foreign = { host: 'attacker.example:8080' };
  expect((await viewer.app.inject({ url: viewer.openingPath, headers: foreign })).statusCode).toBe(403);
  // The address still holds for the reader.
  expect((await opened(viewer)).opening.statusCode).toBe(303);
});

test.each(['/../secret.json', '/%2e%2e/secret.json', '/..%2fsecret.json', '/nothing.js', '/index.html/x.js'])(
  'nothing but the pages is given at %s',
  async (path) => {
    const { get } = await opened(viewerOf(leave(300)));
    expect((await get(path)).statusCode).toBe(404);
  },
);

test('images come from the archive under a token that the browser does not see', async () => {
  const { get } = await opened(viewerOf(leave(300)));
  const image = await get('/dicom-web/studies/1.2.3/series?limit=2');
  expect([image.statusCode, image.headers['content-type'], image.body]).toEqual([200, 'image/jls', 'pixels']);
  expect(JSON.stringify(image.headers)).not.toContain('token-');
  expect((await get('/dicom-web/none')).statusCode).toBe(404);
  expect(asked).toEqual([
    `/dicom-web/studies/1.2.3/series?limit=2 Bearer token-${tokens} multipart/related`,
    `/dicom-web/none Bearer token-${tokens} multipart/related`,
  ]);
});

test('leave is asked once while it lasts, also by many at once, and again when it runs out', async () => {
  const before = tokens;
  const long = await opened(viewerOf(leave(300)));
  await Promise.all([1, 2, 3].map((each) => long.get(`/dicom-web/${each}`)));
  expect(tokens - before).toBe(1);
  const short = await opened(viewerOf(leave(20)));
  await short.get('/dicom-web/1');
  await short.get('/dicom-web/2');
  expect(tokens - before).toBe(4);
});

test('where the hub gives no leave, or the archive does not answer, that is said', async () => {
  const refusing = await opened(viewerOf(() => Promise.reject(new Error('no')), leave(20)));
  const refused = await refusing.get('/dicom-web/studies');
  expect([refused.statusCode, refused.body]).toEqual([
    403,
    'The hub does not show this study. 该检查不可查看。\n',
  ]);
  const nowhere = () => leave(300)().then((given) => ({ ...given, url: 'http://127.0.0.1:1' }));
  expect((await (await opened(viewerOf(nowhere))).get('/dicom-web/studies')).statusCode).toBe(502);
  expect(asked).toEqual([]);
});
