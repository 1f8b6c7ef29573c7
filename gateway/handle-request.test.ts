import { describe, expect, test } from '@jest/globals';
import type { DecisionTable } from '../policies/vocabulary.ts';
import { SluiceError } from '../errors/sluice-error.ts';
import { handleRequest, type Spine } from './handle-request.ts';
import { createPoliciesInForce } from './policies-in-force.ts';
import { createExchangeNote } from './note-exchange.ts';
import { readDeclaration } from './stages/read-declaration.ts';
import { readOperation } from './stages/read-operation.ts';
import { introspect } from './stages/introspect.ts';
import { establishScope } from './stages/establish-scope.ts';
import { createMemoryLimitStore } from './limits/testing/memory-limit-store.ts';
import { admit } from './stages/admit.ts';
import { confirm } from './stages/confirm.ts';
import { createDecideDependencies, decide } from './stages/decide.ts';
import { rewrite } from './stages/rewrite.ts';
import { mask } from './stages/mask.ts';
import type {
  CheckedPlan,
  IncomingRequest,
  Outcome,
  Receipt,
  RecordedResult,
  Trail,
} from './stages/stage-types.ts';
import { createVisibleSchemas } from './supergraph/visible-schemas.ts';
import { DEFAULT_LIMITS } from './operation/operation-limits.ts';
import { ANNA, fetchSmall } from './testing/small-federation.ts';
import { desk, smallPolicies, smallSupergraph } from './testing/small-graph.ts';
import { cursors, pseudonyms } from './testing/small-spine.ts';

const { schema } = smallSupergraph;
const inForce = createPoliciesInForce(smallPolicies, () => new Date());
const visible = createVisibleSchemas(schema, inForce);
const receipt = { index: 7 } as Receipt;

/** The real stages around agencies and a ledger in memory; `change` replaces some. */
function spineOf(change: Partial<Spine> = {}) {
  const recorded: { readonly trail: Trail; readonly outcome: Outcome }[] = [];
  const events: string[] = [];
  const lines: string[] = [];
  const limitStore = createMemoryLimitStore();
  const spine: Spine = {
    authenticate: ({ headers }) =>
      headers['authorization'] ? Promise.resolve(desk) : Promise.reject(new SluiceError('TOKEN_MISSING')),
    readDeclaration: (request, subject) =>
      readDeclaration(request, subject, {
        purposesOf: (each) => inForce.purposesOf(each),
        allowsHistory: () => false,
        now: () => new Date(),
      }),
    readOperation: (request, declaration, subject) =>
      readOperation(request, declaration, {
        schema,
        limits: DEFAULT_LIMITS,
        visible: () => visible(subject, declaration.purpose),
      }),
    introspect: (operation, subject) => introspect(operation, subject, visible),
    establishScope: (declaration, read, subject) =>
      establishScope(declaration, read, subject, {
        tableFor: (each, purpose, hasCase) => inForce.table(each, purpose, hasCase),
        checkCase: () => Promise.resolve(null),
        namedPeople: () => null,
        consenting: () => Promise.resolve([]),
      }),
    decide: (read, scope) => decide(read, scope, createDecideDependencies(schema)),
    rewrite: (decided, subject) =>
      rewrite(decided, subject, { supergraph: smallSupergraph, cursors, pseudonyms }),
    plan: (allowed) => ({ kind: 'checked', allowed, permits: {} }) as unknown as CheckedPlan,
    admit: (exchange, plan) => admit(exchange, plan, limitStore),
    recordIntent: () => {
      events.push('intent');
      return Promise.resolve(receipt);
    },
    fetch: (_, { plan: { allowed } }) => {
      events.push('fetch');
      return fetchSmall(allowed);
    },
    confirm: (exchange, raw) => confirm(exchange, raw, { limitStore, now: () => new Date() }),
    mask: (confirmed, exchange) => mask(confirmed, exchange, { schema, cursors, pseudonyms }),
    record: (trail, outcome) => {
      events.push('record');
      recorded.push({ trail, outcome });
      return Promise.resolve({ kind: 'recorded', outcome, receipt } as RecordedResult);
    },
    note: createExchangeNote((line) => lines.push(line)),
    ...change,
  };
  return { spine, recorded, events, lines };
}

function requestOf(query: string, headers: Record<string, string> = {}, variables = {}): IncomingRequest {
  return {
    body: { query, variables },
    headers: { authorization: 'Bearer TOKEN-7', 'sluice-purpose': 'eligibility', ...headers },
    signal: new AbortController().signal,
  };
}

test('a partly refused question is answered, recorded and has a receipt', async () => {
  const { spine, recorded, events } = spineOf();
  const { status, body } = await handleRequest(requestOf('{ people { note faith } }'), spine);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    data: { people: [{ note: 'first', faith: null }, null, { note: 'second', faith: null }] },
    errors: [{ path: ['people', 'faith'], extensions: { code: 'FIELD_DENIED' } }],
    extensions: { receipt },
  });
  expect(events).toEqual(['fetch', 'record']);
  expect(recorded).toMatchObject([{ outcome: { kind: 'masked' } }]);
});

test('where everything is denied nobody is asked, and it is recorded all the same', async () => {
  const { spine, events } = spineOf();
  const { status, body } = await handleRequest(requestOf('{ closed { name } }'), spine);
  expect([status, body.data]).toEqual([200, { closed: null }]);
  expect(events).toEqual(['record']);
});

describe('a refusal is recorded with what was known', () => {
  test.each<[string, IncomingRequest, number, string, Partial<Record<keyof Trail, boolean>>]>([
    [
      'before anybody is known',
      requestOf('{ people { note } }', { authorization: '' }),
      401,
      'TOKEN_MISSING',
      { exchange: false },
    ],
    [
      'of the purpose',
      requestOf('{ people { note } }', { 'sluice-purpose': 'curiosity' }),
      403,
      'PURPOSE_UNKNOWN',
      { exchange: true, declaration: false },
    ],
    [
      'of a header',
      requestOf('{ people { note } }', { 'sluice-case': '<b>' }),
      400,
      'HEADER_MALFORMED',
      { exchange: true },
    ],
    [
      'of the operation',
      requestOf('{ people { nothing } }'),
      400,
      'OPERATION_INVALID',
      { declaration: true, operation: false },
    ],
    [
      'of a cursor',
      requestOf('{ vehicles(after: "x") { nodes { use } } }'),
      400,
      'CURSOR_INVALID',
      { decided: true, allowed: false },
    ],
  ])('%s', async (_, request, status, code, known) => {
    const { spine, recorded, events } = spineOf();
    const answer = await handleRequest(request, spine);
    expect([answer.status, answer.body.data, answer.body.errors?.[0]?.extensions.code]).toEqual([
      status,
      null,
      code,
    ]);
    expect(answer.body.extensions).toEqual({ receipt });
    expect(events).toEqual(['record']);
    const [{ trail } = recorded[0]!] = recorded;
    for (const [name, isKnown] of Object.entries(known))
      expect([name, trail[name as keyof Trail] !== null]).toEqual([name, isKnown]);
  });
});

test('what nobody foresaw says nothing but INTERNAL, and its message reaches no log', async () => {
  const { spine, lines } = spineOf({
    fetch: () => Promise.reject(new TypeError('secret 239901195001010016')),
  });
  const { status, body } = await handleRequest(requestOf('{ people { note } }'), spine);
  expect([status, body.data, body.errors?.[0]?.extensions]).toEqual([500, null, { code: 'INTERNAL' }]);
  expect(lines.join()).toContain('TypeError');
  expect(JSON.stringify(body) + lines.join()).not.toContain('239901');
});

test('what can not be recorded does not leave', async () => {
  const { spine } = spineOf({ record: () => Promise.reject(new SluiceError('LEDGER_UNAVAILABLE')) });
  const answer = await handleRequest(requestOf('{ people { note } }'), spine);
  expect(answer).toEqual({
    status: 503,
    body: { data: null, errors: [expect.objectContaining({ extensions: { code: 'LEDGER_UNAVAILABLE' } })] },
  });
});

test('what limits do not admit is recorded, and neither announced nor fetched', async () => {
  const { spine, events } = spineOf({
    admit: () => Promise.reject(new SluiceError('LIMIT_REACHED', { rule: 'a-rule', limit: 'exchanges' })),
  });
  for (const query of ['{ people { note } }', 'mutation { startRun(name: "x") { id } }']) {
    const { status, body } = await handleRequest(requestOf(query), spine);
    expect([status, body.data, body.extensions]).toEqual([429, null, { receipt }]);
    expect(body.errors![0]!.extensions).toEqual({
      code: 'LIMIT_REACHED',
      rule: 'a-rule',
      limit: 'exchanges',
    });
  }
  expect(events).toEqual(['record', 'record']);
});

test('what may not be given any more when it has come back is recorded as refused, with its people', async () => {
  const { spine, events, recorded } = spineOf({
    fetch: (exchange, { plan }) => {
      exchange.subjectTags.add('tag');
      return fetchSmall(plan.allowed);
    },
    confirm: () => Promise.reject(new SluiceError('POLICY_CHANGED')),
  });
  const { status, body } = await handleRequest(requestOf('{ people { note } }'), spine);
  expect([status, body.data, body.errors?.[0]?.extensions.code]).toEqual([409, null, 'POLICY_CHANGED']);
  expect(events).toEqual(['record']);
  expect(recorded).toMatchObject([{ outcome: { kind: 'refused' } }]);
  expect(recorded[0]!.trail.exchange!.subjectTags).toEqual(new Set(['tag']));
});

test('a rule that ends while the answer is fetched ends the exchange', async () => {
  const ends = new Date('2026-12-01T00:00:00+08:00');
  let now = new Date(ends.getTime() - 1);
  const { spine, recorded } = spineOf({
    establishScope: (declaration, read, subject) =>
      establishScope(declaration, read, subject, {
        tableFor: (...asked) =>
          Object.create(inForce.table(...asked), { validUntil: { value: ends } }) as DecisionTable,
        checkCase: () => Promise.resolve(null),
        namedPeople: () => null,
        consenting: () => Promise.resolve([]),
      }),
    fetch: (_, { plan }) => {
      now = ends;
      return fetchSmall(plan.allowed);
    },
    confirm: (exchange, raw) =>
      confirm(exchange, raw, { limitStore: createMemoryLimitStore(), now: () => now }),
  });
  const { status, body } = await handleRequest(requestOf('{ people { note } }'), spine);
  expect([status, body.data, body.errors?.[0]?.extensions]).toEqual([409, null, { code: 'POLICY_CHANGED' }]);
  expect(recorded).toMatchObject([{ outcome: { kind: 'refused' } }]);
});

describe('a mutation', () => {
  test('is written down before it is done', async () => {
    const { spine, events, recorded } = spineOf();
    const { body } = await handleRequest(requestOf('mutation { startRun(name: "x") { id } }'), spine);
    expect(body.data).toEqual({ startRun: { id: 'run-1' } });
    expect(events).toEqual(['intent', 'fetch', 'record']);
    expect(recorded[0]!.trail.intent).toBe(receipt);
  });

  test('is not done where that fails', async () => {
    const { spine, events } = spineOf({
      recordIntent: () => Promise.reject(new SluiceError('LEDGER_UNAVAILABLE')),
    });
    const { status } = await handleRequest(requestOf('mutation { startRun(name: "x") { id } }'), spine);
    expect(status).toBe(503);
    expect(events).not.toContain('fetch');
  });
});

describe('introspection', () => {
  const fields =
    '{ __type(name: "Person") { fields { name } } closed: __type(name: "Vehicle") { fields { name } } }';
  const namesOf = (body: unknown) => JSON.stringify(body);

  test('shows what the declared purpose shows, and asks nobody', async () => {
    const { spine, events } = spineOf();
    const { body } = await handleRequest(requestOf(fields, { 'sluice-purpose': 'statistics' }), spine);
    expect(body.data).toEqual({ __type: { fields: [{ name: 'id' }, { name: 'note' }] }, closed: null });
    expect(events).toEqual(['record']);
  });

  test('without a purpose shows what any purpose of the subject does, and no more', async () => {
    const { spine } = spineOf();
    const { body } = await handleRequest(requestOf(fields, { 'sluice-purpose': '' }), spine);
    expect(namesOf(body.data)).toContain('"plate"');
    expect(namesOf(body.data)).not.toMatch(/faith|weight/u);
  });

  test('needs a token like everything', async () => {
    const { spine } = spineOf();
    expect((await handleRequest(requestOf(fields, { authorization: '' }), spine)).status).toBe(401);
  });
});

test('a log line holds ids, codes and counts, and nothing of the question or the answer', async () => {
  const { spine, lines } = spineOf();
  const query = 'query ($id: ID!) { person(id: $id) { name note faith } }';
  await handleRequest(requestOf(query, { 'sluice-case': 'case-9' }, { id: ANNA }), spine);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    application: 'desk-app',
    purpose: 'eligibility',
    outcome: 'masked',
    status: 200,
    codes: ['FIELD_DENIED'],
    denied: 1,
    fetches: 1,
    entry: 7,
  });
  expect(lines.join()).not.toMatch(/239901|TOKEN-7|case-9|first|faith/u);
});
