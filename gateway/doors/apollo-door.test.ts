import { afterEach, expect, test } from '@jest/globals';
import { ApolloServer } from '@apollo/server';
import type { Gateway } from '../assemble-gateway.ts';
import { DEFAULT_LIMITS } from '../operation/operation-limits.ts';
import type { Answer, IncomingRequest, Receipt } from '../stages/stage-types.ts';
import { smallSupergraph } from '../testing/small-graph.ts';
import { createApolloDoor, openApolloDoor } from './apollo-door.ts';

const ANSWER: Answer = {
  status: 403,
  body: {
    data: null,
    errors: [{ message: 'no', path: ['people'], extensions: { code: 'PURPOSE_UNKNOWN', rules: ['r'] } }],
    extensions: { receipt: { index: 7 } as Receipt },
  },
};
let seen: IncomingRequest[];
let close: () => Promise<void>;

function gatewayOf({ isSilent = false } = {}): Gateway {
  seen = [];
  return {
    schema: smallSupergraph.schema,
    supergraphSdl: smallSupergraph.sdl,
    limits: DEFAULT_LIMITS,
    handle: (request) => {
      seen.push(request);
      if (!isSilent) return Promise.resolve(ANSWER);
      return new Promise((resolve) => {
        request.signal.addEventListener('abort', () => {
          resolve(ANSWER);
        });
      });
    },
    readRelation: () => Promise.reject(new Error('no relation is asked for')),
    sayDecision: () => Promise.reject(new Error('nothing is decided')),
    openEmergency: (request) => {
      seen.push(request);
      return Promise.resolve(ANSWER);
    },
    ready: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

async function open(how?: { readonly isSilent: boolean }): Promise<string> {
  const door = await openApolloDoor(gatewayOf(how), { host: '127.0.0.1', port: 0 });
  close = () => door.close();
  return `http://127.0.0.1:${door.port}/`;
}

afterEach(() => close());

const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'sluice-purpose': 'p', authorization: 'Bearer t' },
  });

test.each([
  ['a sound operation', { query: 'query A { people { note } }', operationName: 'A', variables: { x: 1 } }],
  ['one that is not valid, which Apollo Server must not comment on', { query: '{ peeple { note } }' }],
  ['one that does not parse', { query: '{ people { note }' }],
  ['two without a name', { query: 'query A { people { note } } query B { people { id } }' }],
  ['introspection', { query: '{ __schema { types { name } } }' }],
])('the spine answers, once and for all: %s', async (_, body) => {
  const response = await post(await open(), body);
  expect([response.status, await response.json()]).toEqual([ANSWER.status, ANSWER.body]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ body, headers: { 'sluice-purpose': 'p', authorization: 'Bearer t' } });
});

test('an operation in a URL is not served, nor a page to try one', async () => {
  const url = await open();
  const headers = { 'apollo-require-preflight': 'x', accept: 'application/json' };
  const response = await fetch(`${url}?query=${encodeURIComponent('{ people { note } }')}`, { headers });
  expect(response.status).toBe(405);
  expect(await response.text()).toContain('METHOD_NOT_ALLOWED');
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  expect(await page.text()).not.toMatch(/<script|apollographql/u);
  expect(seen).toEqual([]);
});

test('a body beyond the limit is refused as at the other door', async () => {
  const response = await post(await open(), { query: 'x'.repeat(DEFAULT_LIMITS.maxBodyBytes) });
  expect(response.status).toBe(413);
  expect(await response.text()).toContain('BODY_TOO_LARGE');
  expect(seen).toEqual([]);
});

test('a client that hangs up ends its exchange', async () => {
  const url = await open({ isSilent: true });
  const client = new AbortController();
  const gone = fetch(url, {
    method: 'POST',
    body: JSON.stringify({ query: '{ people { note } }' }),
    headers: { 'content-type': 'application/json' },
    signal: client.signal,
  });
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const [{ signal }] = seen as [IncomingRequest];
  const aborted = new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
  });
  client.abort();
  await expect(gone).rejects.toThrow();
  await aborted;
  expect(signal.aborted).toBe(true);
});

test('in a server of somebody’s own the executor alone keeps codes, paths and receipt', async () => {
  const server = new ApolloServer({ gateway: createApolloDoor(gatewayOf()).gateway });
  close = () => server.stop();
  await server.start();
  const { body } = await server.executeOperation({ query: '{ people { note } }' });
  expect(body).toMatchObject({
    kind: 'single',
    singleResult: {
      data: null,
      errors: [{ path: ['people'], extensions: { code: 'PURPOSE_UNKNOWN', rules: ['r'] } }],
      extensions: { receipt: { index: 7 } },
    },
  });
});
