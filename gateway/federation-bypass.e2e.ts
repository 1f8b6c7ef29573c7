import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { importJWK, type JWK, SignJWT } from 'jose';
import { type Answer, testHub } from '../hub/testing/test-hub.ts';

/** The ways around field policy that can be tried from outside. All of them, and where: federation-bypass.test.ts. */

const hub = testHub();
const json = { 'content-type': 'application/json' };
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
const CASES = '{ assistanceFamilies(first: 1) { nodes { caseNumber } } }';

async function issue(expiresInSeconds: number): Promise<string> {
  const jwk = JSON.parse(readFileSync(join(hub.state, 'keys/issuer.jwk.json'), 'utf8')) as JWK;
  return new SignJWT({ department: 'civil-affairs', region: '230000', roles: ['application'] })
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid ?? '' })
    .setIssuer('https://issuer.sluice.invalid')
    .setAudience('sluice')
    .setSubject('social-assistance')
    .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
    .sign(await importJWK(jwk, 'EdDSA'));
}

describe('6: a denied field of a person', () => {
  let person: string;
  beforeAll(async () => {
    const { text } = await hub.ask('{ assistanceMembers(first: 1) { nodes { person { pseudonym } } } }');
    person = /PSN:[A-Z2-7]+/u.exec(text)![0];
  });

  test.each([
    ['by its name', 'ethnicity'],
    ['under an alias', 'x: ethnicity'],
    ['under the name of a permitted one', 'sex: ethnicity'],
    ['in a fragment on its type', '... on Person { x: ethnicity }'],
    ['in a fragment on no type', '... { ... { x: ethnicity } }'],
    ['in a named fragment within another', '...Outer'],
    ['included by a variable', 'x: ethnicity @include(if: $yes)'],
    ['not skipped by a variable', '... @skip(if: $no) { x: ethnicity }'],
    ['on the way back to the person', 'household { members { x: ethnicity } }'],
    ['beside `__typename`', '__typename x: ethnicity'],
  ])('%s is null, with its own error', async (_, selection) => {
    const query = `query ($p: ID!, $yes: Boolean = true, $no: Boolean = false) {
      person(id: $p) { ${selection} } keep: __typename @include(if: $yes) @skip(if: $no)
    }
    ${selection === '...Outer' ? 'fragment Outer on Person { ...Inner } fragment Inner on Person { x: ethnicity }' : ''}`;
    const answer = await hub.ask(query, { variables: { p: person } });
    expect(codes(answer)).toEqual(['FIELD_DENIED']);
    expect(answer.body.errors![0]!.extensions['fields']).toEqual(['Person.ethnicity']);
    expect(JSON.stringify(answer.body.data)).toMatch(/"(?:x|sex|ethnicity)":null/u);
    expect(JSON.stringify(answer.body.data)).not.toMatch(/"(?:x|sex|ethnicity)":"/u);
  });

  test('a condition by a variable is no way to ask and not be refused', async () => {
    const query = 'query ($p: ID!, $yes: Boolean!) { person(id: $p) { sex ethnicity @include(if: $yes) } }';
    const without = await hub.ask(query, { variables: { p: person, yes: false } });
    const withIt = await hub.ask(query, { variables: { p: person, yes: true } });
    expect([codes(without), codes(withIt)]).toEqual([[], ['FIELD_DENIED']]);
  });

  test.each([
    ['of a denied list', '{ assistanceFamilies(first: 1) { __typename } }'],
    ['below a denied list', '{ assistanceFamilies(first: 1) { nodes { __typename } } }'],
    ['of a denied look-up', '{ assistanceFamily(caseNumber: "1") { __typename } }'],
  ])('`__typename` alone %s tells of no record', async (_, query) => {
    const answer = await hub.ask(query, { as: 'hospital' });
    expect(codes(answer)).toContain('FIELD_DENIED');
    expect(Object.values(answer.body.data!)).toEqual([null]);
  });
});

test('1: through an interface a record says what its own type may say', async () => {
  const query = `{ payments(first: 3) { nodes {
    ... on SourceRecord { recordKey } ... on AssistanceRecord { ... on Payment { amount: paidAmount } } paidAmount
  } } }`;
  const answer = await hub.ask(query, { as: 'data-steward' });
  const { nodes } = (answer.body.data as { payments: { nodes: Record<string, unknown>[] } }).payments;
  expect(nodes.length).toBeGreaterThan(0);
  for (const node of nodes)
    expect(node).toEqual({ recordKey: expect.any(String), amount: null, paidAmount: null });
  expect(new Set(codes(answer))).toEqual(new Set(['FIELD_DENIED']));
});

describe('7: nobody is believed', () => {
  test.each(['{ _entities(representations: []) { __typename } }', '{ _service { sdl } }'])(
    'the gateway does not know %s',
    async (query) => {
      expect(codes(await hub.ask(query))).toEqual(['OPERATION_INVALID']);
    },
  );

  const pretended = {
    'x-user-id': 'root',
    'x-forwarded-user': 'auditor',
    'x-roles': 'auditor',
    'sluice-subject': 'auditor',
    'sluice-grant': 'e30.e30',
    'sluice-fetch': 'a.b.1.c',
    'x-sluice-subject': '{"application":"auditor","roles":["auditor"]}',
  };

  test('at the gateway, whose headers say who they are', async () => {
    const query = '{ payments(first: 1) { nodes { paidAmount } } }';
    const plain = await hub.ask(query, { as: 'hospital' });
    const bent = await hub.ask(query, { as: 'hospital', headers: pretended });
    expect(codes(plain)).toContain('FIELD_DENIED');
    expect([bent.status, bent.body.data, bent.body.errors]).toEqual([
      plain.status,
      plain.body.data,
      plain.body.errors,
    ]);
    expect(
      codes(await hub.ask(query, { as: null, headers: pretended, purpose: 'assistance-audit' })),
    ).toEqual(['TOKEN_MISSING']);
  });

  test('at a subgraph, without a grant that is one', async () => {
    const { subgraphs } = JSON.parse(readFileSync(join(hub.state, 'ready.json'), 'utf8')) as {
      readonly subgraphs: Readonly<Record<string, string>>;
    };
    const body = JSON.stringify({ query: '{ payments(first: 1) { nodes { paidAmount } } }' });
    const authorization = `Bearer ${hub.tokens['auditor'] ?? ''}`;
    for (const headers of [
      { authorization, 'x-user-id': 'auditor', 'sluice-purpose': 'assistance-audit' },
      { authorization, ...pretended },
    ]) {
      const response = await fetch(subgraphs['civil-affairs']!, {
        method: 'POST',
        body,
        headers: { ...json, ...headers },
      });
      const answer = (await response.json()) as Answer['body'];
      expect([response.status, answer.data ?? null]).toEqual([401, null]);
      expect(answer.errors![0]!.extensions.code).toMatch(/^GRANT_(?:MISSING|INVALID)$/u);
    }
  });
});

describe('9 and 11: an operation that was planned for one caller', () => {
  const body = JSON.stringify({ query: CASES });
  const headersOf = (token: string | null, purpose = 'assistance-eligibility') => ({
    ...json,
    'sluice-purpose': purpose,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  });
  const code = async (headers: Readonly<Record<string, string>>) =>
    codes(await hub.post(body, headers)).at(0);

  test('is authenticated and decided anew for every other', async () => {
    const { tokens } = hub;
    const strong = headersOf(tokens['social-assistance']!);
    for (const weak of [
      { headers: headersOf(tokens['hospital']!, 'diagnosis'), code: 'FIELD_DENIED' },
      { headers: headersOf(tokens['hospital']!), code: 'PURPOSE_UNKNOWN' },
      { headers: headersOf(await issue(-3_600)), code: 'TOKEN_EXPIRED' },
      { headers: headersOf(null), code: 'TOKEN_MISSING' },
    ]) {
      expect(await code(strong)).toBeUndefined();
      expect(await code(weak.headers)).toBe(weak.code);
    }
  });

  test('is not answered on the same connection when the token has run out', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    // The gateway allows five seconds between the clocks; two of them are left.
    const headers = headersOf(await issue(-3));
    const first = await post(agent, headers, body);
    await sleep(2_500);
    const second = await post(agent, headers, body);
    agent.destroy();
    expect([first.status, codes(first)]).toEqual([200, []]);
    expect([second.status, codes(second), second.body.data]).toEqual([401, ['TOKEN_EXPIRED'], null]);
    expect(second.port).toBe(first.port);
  });

  interface Kept extends Answer {
    /** Of our end of the connection. */
    readonly port: number | undefined;
  }
  const post = (agent: Agent, headers: Readonly<Record<string, string>>, text: string): Promise<Kept> =>
    new Promise((resolve, reject) => {
      const sent = request(new URL('/graphql', hub.url), { method: 'POST', agent, headers }, (response) => {
        const port = response.socket.localPort;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const status = response.statusCode ?? 0;
          resolve({ status, port, text: answer, body: JSON.parse(answer) as Answer['body'] });
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
});

describe('10: what went wrong is told without what was asked', () => {
  const canary = 'Canary-7f3a';
  const token = hub.tokens['social-assistance']!;

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['a syntax error', `{ assistanceFamilies(first: 1) { nodes { caseNumber } } # ${canary}`, {}],
    ['an unknown field', `{ assistanceFamily(caseNumber: "${canary}") { nothing } }`, {}],
    [
      'a wrong type',
      'query ($n: Int) { assistanceFamilies(first: $n) { nodes { caseNumber } } }',
      { n: canary },
    ],
    ['a wrong number', 'query ($id: ID!) { person(id: $id) { name } }', { id: `RID:${canary}` }],
    [
      'a denied field',
      'query ($c: ID!) { assistanceFamily(caseNumber: $c) { head { ethnicity } } }',
      { c: canary },
    ],
    [
      'a wrong cursor',
      'query ($a: Cursor) { assistanceFamilies(after: $a) { nodes { caseNumber } } }',
      { a: canary },
    ],
  ])('%s', async (_, query, variables) => {
    const answer = await hub.ask(query, {
      variables,
      headers: { 'x-trace': canary, 'sluice-parent-exchange': canary },
    });
    expect(codes(answer).length).toBeGreaterThan(0);
    expect(answer.text).not.toContain(canary);
    expect(answer.text).not.toContain(token.slice(-40));
    expect(answer.text).not.toContain(JSON.stringify(query).slice(1, -1));
  });

  test('and no log holds a question, a value, a token or a grant', () => {
    const directory = join(hub.state, 'logs');
    const names = readdirSync(directory).filter((name) => !name.startsWith('.'));
    expect(names).toContain('gateway.log');
    for (const name of names) {
      const text = readFileSync(join(directory, name), 'utf8');
      expect([name, text.includes(canary)]).toEqual([name, false]);
      expect([name, text.includes(token.slice(-40))]).toEqual([name, false]);
      expect([name, /Bearer |sluice-grant|representations/u.test(text)]).toEqual([name, false]);
    }
  });
});
