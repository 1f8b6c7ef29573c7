import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Gateway } from '../assemble-gateway.ts';
import { DEFAULT_LIMITS } from '../operation/operation-limits.ts';
import type { Answer, IncomingRequest } from '../stages/stage-types.ts';
import { smallSupergraph } from '../testing/small-graph.ts';
import { openHttpDoor } from './http-door.ts';
import type { HttpDoor } from './http-server.ts';

const ANSWER: Answer = { status: 200, body: { data: { a: 1 } } };
let door: HttpDoor;
let seen: IncomingRequest[];

/** The door is all that is tested: behind it stands somebody who answers as told. */
async function open(change: Partial<Gateway> = {}): Promise<string> {
  seen = [];
  const gateway: Gateway = {
    schema: smallSupergraph.schema,
    supergraphSdl: smallSupergraph.sdl,
    limits: DEFAULT_LIMITS,
    handle: (request) => {
      seen.push(request);
      return Promise.resolve(ANSWER);
    },
    readRelation: () => Promise.reject(new Error('no relation is asked for')),
    sayDecision: () => Promise.reject(new Error('nothing is decided')),
    openEmergency: (request) => {
      seen.push(request);
      return Promise.resolve(ANSWER);
    },
    ready: () => Promise.resolve(true),
    close: () => Promise.resolve(),
    ...change,
  };
  door = await openHttpDoor(gateway, { host: '127.0.0.1', port: 0, maxBodyBytes: 1_000, graceMs: 2_000 });
  return `http://127.0.0.1:${door.port}`;
}

afterEach(() => door.close());

const json = { 'content-type': 'application/json' };
const post = (url: string, body: string | ReadableStream, headers: Record<string, string> = json) =>
  fetch(`${url}/graphql`, { method: 'POST', body, headers, duplex: 'half' });

async function codeOf(response: Response): Promise<[number, unknown]> {
  const body = (await response.json()) as { data: unknown; errors: { extensions: { code: string } }[] };
  expect(body.data).toBeNull();
  return [response.status, body.errors.map(({ extensions }) => extensions.code)];
}

test('a question goes in with its headers, and its answer comes out to be kept by nobody', async () => {
  const url = await open();
  const response = await post(url, '{"query":"{ a }"}', {
    ...json,
    'Sluice-Purpose': 'p',
    authorization: 'Bearer t',
  });
  expect([response.status, await response.json()]).toEqual([200, ANSWER.body]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(seen).toMatchObject([
    { body: { query: '{ a }' }, headers: { 'sluice-purpose': 'p', authorization: 'Bearer t' } },
  ]);
});

describe('what is no question has a code and reaches nobody', () => {
  test.each<[string, string, Record<string, string>, number, string]>([
    ['malformed JSON', '{"query": ', json, 400, 'BODY_MALFORMED'],
    ['nothing', '', json, 400, 'BODY_MALFORMED'],
    [
      'a form',
      'query=a',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    ['plain text', '{}', { 'content-type': 'text/plain' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [
      'another character set',
      '{}',
      { 'content-type': 'application/json; charset=gbk' },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    ['a compressed body', '{}', { ...json, 'content-encoding': 'gzip' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['a body too large', JSON.stringify({ query: 'x'.repeat(2_000) }), json, 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_, body, headers, status, code) => {
    const url = await open();
    expect(await codeOf(await post(url, body, headers))).toEqual([status, [code]]);
    expect(seen).toEqual([]);
  });

  test('bytes that are no UTF-8', async () => {
    const url = await open();
    const bytes = new Uint8Array([...new TextEncoder().encode('{"query":"'), 0xff, 0x22, 0x7d]);
    const response = await fetch(`${url}/graphql`, { method: 'POST', body: bytes, headers: json });
    expect(await codeOf(response)).toEqual([400, ['BODY_MALFORMED']]);
  });

  test('a body too large that does not say so before', async () => {
    const url = await open();
    const chunk = new TextEncoder().encode('x'.repeat(64_000));
    let left = 40;
    const body = new ReadableStream({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    expect(await codeOf(await post(url, body))).toEqual([413, ['BODY_TOO_LARGE']]);
  });

  test('another method or path', async () => {
    const url = await open();
    const get = await fetch(`${url}/graphql?query={a}`);
    expect(get.headers.get('allow')).toBe('POST');
    expect(await codeOf(get)).toEqual([405, ['METHOD_NOT_ALLOWED']]);
    expect(await codeOf(await fetch(`${url}/graphql/`))).toEqual([404, ['NOT_FOUND']]);
    expect(await codeOf(await fetch(`${url}/`))).toEqual([404, ['NOT_FOUND']]);
  });
});

test('operators hear whether it lives and whether it is ready', async () => {
  let isReady = true;
  const url = await open({ ready: () => Promise.resolve(isReady) });
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  isReady = false;
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

test('a caller who goes away ends the work that was done for him, and that is no failure inside', async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<unknown>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<boolean>();
  await open({
    handle: ({ signal }) => {
      ask(true);
      signal.addEventListener('abort', () => resolve(signal.reason));
      return aborted.then(() => ANSWER);
    },
  });
  const socket = connect(door.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
  );
  await asked;
  socket.destroy();
  expect(await aborted).toMatchObject({ code: 'CALLER_GONE' });
});

test('an answer in time does not look like somebody who went away', async () => {
  const url = await open();
  await (await post(url, '{}')).json();
  expect(seen.map(({ signal }) => signal.aborted)).toEqual([false]);
});

test('a closing door lets what is under way finish and takes nothing new', async () => {
  const { promise: finish, resolve } = Promise.withResolvers<null>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<null>();
  const url = await open({
    handle: () => {
      ask(null);
      return finish.then(() => ANSWER);
    },
  });
  const under = post(url, '{}');
  await asked;
  const closed = door.close();
  await expect(post(url, '{}')).rejects.toThrow();
  resolve(null);
  expect((await under).status).toBe(200);
  await closed;
});
