import { createHmac, createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { fetchBinding } from '../../policies/grant-claims.ts';
import type { Fetcher } from '../create-fetcher.ts';
import { admittedOf, allowedOperation, exchangeOf } from './testing/allowed-operation.ts';
import type { ServedSubgraph } from './testing/serve-subgraphs.ts';
import { ask, type SmallHub, startSmallHub } from './testing/federated-hub.ts';

let hub: SmallHub;
let fetcher: Fetcher;
/** Longer than a busy machine stands still: only what is about the deadline has a short one. */
const LIMITS = { deadlineMs: 30_000, breaker: { failures: 1_000, pauseMs: 60_000 } };

beforeAll(async () => {
  hub = await startSmallHub();
  fetcher = await hub.fetcher({ limits: LIMITS });
});
afterAll(() => hub.close());
beforeEach(() => {
  for (const subgraph of Object.values(hub.subgraphs)) {
    subgraph.seen.length = 0;
    subgraph.interfere = () => null;
  }
});

const served = (name: string): ServedSubgraph => hub.subgraphs[name]!;
const TWO = '{ people(first: 2) { name years: age friend { age } } }';

test('an agency that is down costs its own fields, and one error says so for all of a list', async () => {
  const url = served('library').url;
  const down = await hub.fetcher({
    limits: LIMITS,
    subgraphs: { library: url, reviews: 'http://127.0.0.1:1/graphql', pets: served('pets').url },
  });
  const raw = await ask(down, TWO);
  expect(raw.data).toEqual({
    people: [
      { name: 'ADA', years: null, friend: null },
      { name: 'BO', years: null, friend: null },
    ],
  });
  expect(raw.errors).toEqual([
    { code: 'SOURCE_DOWN', path: ['people', 'years'], detail: { source: 'reviews' } },
    { code: 'SOURCE_DOWN', path: ['people', 'friend'], detail: { source: 'reviews' } },
  ]);
});

test('an agency that does not answer in time is given up', async () => {
  served('reviews').interfere = () => ({ kind: 'silence' });
  const hasty = await hub.fetcher({ limits: { ...LIMITS, deadlineMs: 300 } });
  const raw = await ask(hasty, TWO);
  expect(raw.errors.map(({ code }) => code)).toEqual(['SOURCE_TIMEOUT', 'SOURCE_TIMEOUT']);
  expect(raw.data).toMatchObject({
    people: [
      { name: 'ADA', years: null },
      { name: 'BO', years: null },
    ],
  });
});

for (const [what, body] of Object.entries({
  'no JSON': 'oops',
  'no answer': '[1]',
  'an answer without data or errors': '{}',
  'a list that is too short': '{"data":{"_entities":[]}}',
  'tags that are no tags':
    '{"data":{"_entities":[null,null]},"extensions":{"dataSubjects":["230101199001011234"]}}',
}))
  test(`an agency that answers ${what} has not answered`, async () => {
    served('reviews').interfere = () => ({ kind: 'reply', body });
    const raw = await ask(fetcher, '{ people(first: 2) { age } }');
    expect(raw.errors).toEqual([
      { code: 'SOURCE_ERROR', path: ['people', 'age'], detail: { source: 'reviews' } },
    ]);
    expect(raw.data).toEqual({ people: [{ age: null }, { age: null }] });
    expect(raw.subjectTags.size).toBe(0);
  });

test('an answer that is too large is given up', async () => {
  const strict = await hub.fetcher({ limits: { ...LIMITS, maxAnswerBytes: 5_000 } });
  const padding = 'x'.repeat(6_000);
  served('reviews').interfere = () => ({
    kind: 'change',
    change: (answer) => ({ ...answer, padding }),
  });
  const raw = await ask(strict, '{ people(first: 2) { age } }');
  expect(raw.errors).toMatchObject([{ code: 'SOURCE_TOO_MANY_ROWS', path: ['people', 'age'] }]);
});

test('a value of the wrong shape is null with an error, at its own place only', async () => {
  served('reviews').interfere = () => ({
    kind: 'reply',
    body: JSON.stringify({ data: { _entities: [{ age: { secret: 1 } }, { age: 7 }] } }),
  });
  const raw = await ask(fetcher, '{ people(first: 2) { age } }');
  expect(raw.data).toEqual({ people: [{ age: null }, { age: 7 }] });
  expect(raw.errors).toEqual([
    { code: 'SOURCE_ERROR', path: ['people', 0, 'age'], detail: { source: 'reviews' } },
  ]);
});

test('what an agency adds to what it was asked goes nowhere', async () => {
  served('library').interfere = () => ({
    kind: 'reply',
    body: JSON.stringify({
      data: {
        secret: 'canary',
        _0_people: [{ __typename: 'Person', id: 'ada', _1_name: 'n', name: 'canary', idNumber: 'canary' }],
      },
    }),
  });
  served('reviews').interfere = () => ({
    kind: 'reply',
    body: JSON.stringify({
      data: { _entities: [{ age: 1, nick: 'canary', __proto__: { canary: 1 } }], more: 'canary' },
    }),
  });
  const raw = await ask(fetcher, '{ people { name age } }');
  expect(raw.data).toEqual({ people: [{ name: 'n', age: 1 }] });
  const told = served('reviews').seen.map(({ body }) => body);
  expect(JSON.stringify([raw.data, raw.errors, told])).not.toContain('canary');
});

test('an error stands at every place of the entity it is about, with a known code and nothing else', async () => {
  served('reviews').interfere = ({ variables }) => {
    const told = Object.values(variables)[0] as { id: string }[];
    const ada = told.findIndex(({ id }) => id === 'ada');
    return {
      kind: 'change',
      change: (answer) => ({
        ...answer,
        errors: [
          {
            message: 'row 230101199001011234 is broken',
            path: ['_entities', ada, 'age'],
            extensions: { code: 'SOURCE_TOO_MANY_ROWS', row: 'canary' },
          },
        ],
      }),
    };
  };
  const raw = await ask(fetcher, '{ person(id: "bo") { pet { liked: likes { years: age } } } }');
  const places = raw.errors.map(({ path }) => path.join('.')).toSorted();
  expect(places).toEqual(['person.pet.liked.0.years', 'person.pet.liked.2.years']);
  expect(raw.errors[0]).toMatchObject({ code: 'SOURCE_TOO_MANY_ROWS', detail: { source: 'reviews' } });
  const liked = [{ years: null }, { years: expect.any(Number) }, { years: null }];
  expect(raw.data).toEqual({ person: { pet: { liked } } });
  expect(JSON.stringify(raw.errors)).not.toMatch(/canary|2301/u);
});

for (const code of ['FIELD_DENIED', 'LEDGER_UNAVAILABLE', 'TOKEN_INVALID', 'made up', 7, undefined])
  test(`an agency can not answer with the code ${String(code)}`, async () => {
    served('reviews').interfere = () => ({
      kind: 'reply',
      body: JSON.stringify({ data: null, errors: [{ message: 'm', extensions: { code } }] }),
    });
    const raw = await ask(fetcher, '{ people(first: 1) { age } }');
    expect(raw.errors.map((error) => error.code)).toEqual(['SOURCE_ERROR']);
  });

test('an error that belongs to no place leaves nothing that is null unexplained', async () => {
  served('reviews').interfere = () => ({
    kind: 'reply',
    body: JSON.stringify({
      data: { _entities: [{ age: 3, friend: null }] },
      errors: [{ message: 'm', path: ['elsewhere'] }],
    }),
  });
  const raw = await ask(fetcher, '{ people(first: 1) { age friend { id } } }');
  expect(raw.data).toEqual({ people: [{ age: 3, friend: null }] });
  expect(raw.errors).toMatchObject([{ code: 'SOURCE_ERROR', path: ['people', 'friend'] }]);
});

test('what is computed from a value that failed is unknown, not computed from null', async () => {
  served('library').interfere = () => ({
    kind: 'change',
    change: (answer) => {
      const data = answer['data'] as { _0_person: { best: Record<string, unknown> } };
      data._0_person.best['price'] = null;
      return { ...answer, errors: [{ message: 'm', path: ['_0_person', 'best', 'price'] }] };
    },
  });
  const raw = await ask(fetcher, '{ person(id: "ada") { best { isbn shipping } } }');
  expect(raw.data).toEqual({ person: { best: { isbn: expect.any(String), shipping: null } } });
  expect(raw.errors).toEqual([
    { code: 'SOURCE_ERROR', path: ['person', 'best', 'shipping'], detail: { source: 'library' } },
  ]);
  expect(served('reviews').seen).toEqual([]);
});

test('a refused or broken connection is tried again, each attempt under a nonce of its own', async () => {
  let broken = 2;
  served('pets').interfere = () => (broken-- > 0 ? { kind: 'reset' } : null);
  const raw = await ask(fetcher, '{ kinds }');
  expect(raw.data).toEqual({ kinds: ['CAT', 'DOG'] });
  const { seen } = served('pets');
  expect(seen).toHaveLength(3);
  const headers = seen.map((fetch) => String(fetch.headers['sluice-fetch']).split('.'));
  expect(new Set(headers.map(([nonce]) => nonce)).size).toBe(3);
  expect(new Set(seen.map((fetch) => fetch.headers['sluice-grant'])).size).toBe(1);
  for (const [index, [nonce, exchangeId, issuedAtMs, , mac]] of headers.entries()) {
    const [claims] = String(seen[index]!.headers['sluice-grant']).split('.');
    const { grantId } = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { grantId: string };
    const text = fetchBinding({
      grantId,
      nonce: nonce!,
      exchangeId: exchangeId!,
      issuedAtMs: Number(issuedAtMs),
      bodyHash: createHash('sha256').update(seen[index]!.body).digest('base64url'),
    });
    expect(mac).toBe(createHmac('sha256', hub.fetchKeys['pets']!).update(text).digest('base64url'));
  }
});

test('a mutation is sent once, whatever becomes of it', async () => {
  served('reviews').interfere = () => ({ kind: 'reset' });
  const raw = await ask(fetcher, 'mutation { grow(id: "ada") { id } }');
  expect(raw.errors).toMatchObject([{ code: 'SOURCE_DOWN', path: ['grow'] }]);
  expect(served('reviews').seen).toHaveLength(1);
});

test('a caller that goes away ends the fetches that run for it', async () => {
  served('pets').interfere = () => ({ kind: 'silence' });
  const caller = new AbortController();
  const plan = fetcher.plan(allowedOperation('{ kinds }'));
  const gone = fetcher.fetch(exchangeOf(caller.signal), admittedOf(plan));
  setTimeout(() => {
    caller.abort(new Error('gone'));
  }, 50);
  await expect(gone).rejects.toThrow('gone');
});

test('whose data was read is known also where a caller goes away in the middle of a plan', async () => {
  const tags = ['a'.repeat(43)];
  served('library').interfere = () => ({
    kind: 'change',
    change: (answer) => ({ ...answer, extensions: { dataSubjects: tags } }),
  });
  const caller = new AbortController();
  served('reviews').interfere = () => {
    caller.abort(new Error('gone'));
    return { kind: 'silence' };
  };
  const exchange = exchangeOf(caller.signal);
  await expect(fetcher.fetch(exchange, admittedOf(fetcher.plan(allowedOperation(TWO))))).rejects.toThrow(
    'gone',
  );
  expect([...exchange.subjectTags]).toEqual(tags);
});

test('an agency that fails again and again is not asked for a while', async () => {
  const wary = await hub.fetcher({
    limits: { ...LIMITS, attempts: 1, breaker: { failures: 3, pauseMs: 500 } },
  });
  served('pets').interfere = () => ({ kind: 'reset' });
  for (let times = 0; times < 5; times++)
    expect((await ask(wary, '{ kinds }')).errors).toMatchObject([{ code: 'SOURCE_DOWN' }]);
  expect(served('pets').seen).toHaveLength(3);
  served('pets').interfere = () => null;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect((await ask(wary, '{ kinds }')).data).toEqual({ kinds: ['CAT', 'DOG'] });
});

test('the tags of the data subjects of all fetches are gathered', async () => {
  const tag = (letter: string) => letter.repeat(43);
  const tagging = (...letters: string[]) => ({
    kind: 'change' as const,
    change: (answer: Record<string, unknown>) => ({
      ...answer,
      extensions: { dataSubjects: letters.map(tag) },
    }),
  });
  served('library').interfere = () => tagging('a', 'b');
  served('reviews').interfere = () => tagging('b', 'c');
  const raw = await ask(fetcher, '{ people { age } }');
  expect([...raw.subjectTags].toSorted()).toEqual(['a', 'b', 'c'].map(tag));
  expect(raw.fetches).toBe(2);
});
