import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type Answer, type AskOptions, PURPOSE_OF, testHub } from '../../hub/testing/test-hub.ts';
import type { Gateway } from '../assemble-gateway.ts';
import { readConfiguration } from '../configuration.ts';
import { createGateway } from '../gateway.ts';
import { openApolloDoor } from './apollo-door.ts';

/** From authenticate to record, the same suite through both doors: what stands between is one spine. */

const hub = testHub();

interface Door {
  readonly url: string;
  close(): Promise<void>;
}

const DOORS: readonly [string, () => Promise<Door>][] = [
  ['the HTTP door', () => Promise.resolve({ url: `${hub.url}/graphql`, close: () => Promise.resolve() })],
  [
    'Apollo Server’s door',
    async () => {
      const gateway: Gateway = await createGateway(
        readConfiguration(join(hub.state, 'config/gateway.json')),
        () => undefined,
      );
      const door = await openApolloDoor(gateway, { host: '127.0.0.1', port: 0 });
      return {
        url: `http://127.0.0.1:${door.port}/`,
        close: async () => {
          await door.close();
          await gateway.close();
        },
      };
    },
  ],
];

async function askAt(url: string, query: string, options: AskOptions = {}): Promise<Answer> {
  const { as = 'social-assistance', purpose, variables = {}, headers = {} } = options;
  const declared = purpose === undefined ? (as === null ? null : PURPOSE_OF[as]) : purpose;
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ query, variables }),
    headers: {
      'content-type': 'application/json',
      ...(as === null ? {} : { authorization: `Bearer ${hub.tokens[as] ?? ''}` }),
      ...(declared === null ? {} : { 'sluice-purpose': declared }),
      ...headers,
    },
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Answer['body'] };
}

const errorsOf = ({ body }: Answer) =>
  (body.errors ?? []).map(({ path, extensions }) => [extensions.code, (path ?? []).join('.')]);

const FAMILIES = '{ assistanceFamilies(first: 3) { nodes { caseNumber members { person { name } } } } }';

describe.each(DOORS)('%s', (_, open) => {
  let door: Door;
  const ask = (query: string, options?: AskOptions) => askAt(door.url, query, options);
  const onePseudonym = async (): Promise<string> => {
    const { text } = await ask('{ assistanceMembers(first: 1) { nodes { person { pseudonym } } } }');
    return /PSN:[A-Z2-7]+/u.exec(text)![0];
  };
  beforeAll(async () => {
    door = await open();
  });
  afterAll(() => door.close());

  test('a question over two agencies is answered, with a receipt', async () => {
    const answer = await ask(FAMILIES);
    expect([answer.status, errorsOf(answer)]).toEqual([200, []]);
    expect(answer.text).toMatch(/"name":"\p{Script=Han}+"/u);
    expect(answer.body.extensions).toMatchObject({ receipt: { signature: expect.any(String) } });
  });

  test.each([
    ['no token', FAMILIES, { as: null }, 401, 'TOKEN_MISSING'],
    ['a forged token', FAMILIES, { headers: { authorization: 'Bearer x.y.z' } }, 401, 'TOKEN_INVALID'],
    ['no purpose', FAMILIES, { purpose: null }, 400, 'PURPOSE_MISSING'],
    ['another’s purpose', FAMILIES, { purpose: 'diagnosis' }, 403, 'PURPOSE_UNKNOWN'],
    ['a syntax error', '{ assistanceFamilies', {}, 400, 'OPERATION_SYNTAX'],
    ['an unknown field', '{ assistanceFamilees { nodes { caseNumber } } }', {}, 400, 'OPERATION_INVALID'],
    ['two operations', 'query A { __typename } query B { __typename }', {}, 400, 'OPERATION_NAME'],
    ['a subscription', 'subscription { anything }', {}, 400, 'SUBSCRIPTION_UNSUPPORTED'],
    ['a page too large', '{ payments(first: 999999) { nodes { scheme } } }', {}, 400, 'OPERATION_TOO_COSTLY'],
    [
      'an identifier with a slip',
      '{ person(id: "RID:239901195001010017") { name } }',
      {},
      400,
      'IDENTIFIER_INVALID',
    ],
    [
      'a made-up cursor',
      '{ payments(first: 1, after: "abc") { nodes { scheme } } }',
      {},
      400,
      'CURSOR_INVALID',
    ],
  ] satisfies [string, string, AskOptions, number, string][])(
    '%s is refused with its code, and recorded',
    async (_, query, options, status, code) => {
      const answer = await ask(query, options);
      expect([answer.status, errorsOf(answer)]).toEqual([status, [[code, '']]]);
      expect(answer.body.data).toBeNull();
      expect(answer.body.extensions).toHaveProperty('receipt');
    },
  );

  test('nobody learns of the schema without a token, not even from what is wrong with a question', async () => {
    for (const query of [getIntrospectionQuery(), '{ persn { nam } }', '{ person { name } }', '{']) {
      const answer = await ask(query, { as: null });
      expect(errorsOf(answer)).toEqual([['TOKEN_MISSING', '']]);
    }
  });

  test('introspection shows what the purpose shows, and no more', async () => {
    const query = '{ __type(name: "Person") { fields { name } } __schema { queryType { fields { name } } } }';
    const desk = await ask(query);
    expect(desk.text).toContain('"pseudonym"');
    expect(desk.text).not.toMatch(/"ethnicity"|"recordedIdNumber"/u);
    const doctor = await ask(query, { as: 'hospital', purpose: null });
    expect(doctor.text).toContain('"medicalClaims"');
    expect(doctor.text).not.toMatch(/"holdings"|"assistanceFamilies"/u);
  });

  test('a refused field is null with one error that says which rule and whom to ask; its siblings stay', async () => {
    const pseudonym = await onePseudonym();
    const answer = await ask('query ($p: ID!) { person(id: $p) { sex no: ethnicity address } }', {
      variables: { p: pseudonym },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      person: { sex: expect.stringMatching(/MALE/u), no: null, address: null },
    });
    expect(answer.body.errors).toMatchObject([
      {
        path: ['person', 'no'],
        extensions: {
          code: 'FIELD_DENIED',
          fields: ['Person.ethnicity'],
          rules: ['household-registration/no-ethnicity'],
          providers: ['household-registration'],
        },
      },
      { path: ['person', 'address'], extensions: { code: 'CASE_REQUIRED', fields: ['Person.address'] } },
    ]);
  });

  test('identity numbers come masked, as do keys at the gateway', async () => {
    const answer = await ask('{ assistanceMembers(first: 20) { nodes { recordedIdNumber person { id } } } }');
    expect(errorsOf(answer)).toEqual([]);
    expect(answer.text).toMatch(/"id":"\*{18}"/u);
    expect(answer.text).not.toMatch(/2399\d{4}/u);
  });

  test('a person can be asked about again by pseudonym, by nobody else', async () => {
    const variables = { p: await onePseudonym() };
    const query = 'query ($p: ID!) { person(id: $p) { pseudonym name } }';
    const again = await ask(query, { variables });
    expect(again.body.data).toMatchObject({ person: { pseudonym: variables.p, name: expect.any(String) } });
    const other = await ask(query, { variables, as: 'hospital' });
    expect(errorsOf(other)).toEqual([['IDENTIFIER_INVALID', '']]);
  });

  test('pages follow one another until the last', async () => {
    const query =
      'query ($after: Cursor) { disabilityCertificates(first: 7, after: $after) { nodes { recordKey } pageInfo { endCursor hasNextPage } } }';
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 4; page += 1) {
      const { body }: Answer = await ask(query, { variables: { after } });
      const { nodes, pageInfo } = (
        body.data as {
          disabilityCertificates: {
            nodes: { recordKey: string }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        }
      ).disabilityCertificates;
      seen.push(...nodes.map(({ recordKey }) => recordKey));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(seen.length).toBeGreaterThan(7);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('fragments, aliases and conditions on an interface are answered by the type of each record', async () => {
    const query = `query ($p: ID!, $no: Boolean = false) {
      person(id: $p) { assistance { kind: __typename ...Record ... on Payment { month: payMonth payMonth @include(if: $no) } } }
    } fragment Record on AssistanceRecord { key: recordKey }`;
    const answer = await ask(query, { variables: { p: await onePseudonym() } });
    expect(errorsOf(answer)).toEqual([]);
    const { assistance } = (answer.body.data as { person: { assistance: Record<string, string>[] } }).person;
    for (const record of assistance)
      expect(Object.keys(record)).toEqual(
        record['kind'] === 'Payment' ? ['kind', 'key', 'month'] : ['kind', 'key'],
      );
    expect(assistance.length).toBeGreaterThan(0);
  });
});

describe('both doors', () => {
  let doors: readonly Door[] = [];
  beforeAll(async () => {
    doors = await Promise.all(DOORS.map(([, open]) => open()));
  });
  afterAll(() => Promise.all(doors.map((door) => door.close())));
  const plain = ({ status, text }: Answer) =>
    [status, text.replace(/"receipt":\{[^}]*\}/u, '').replaceAll(/"endCursor":"[^"]*"/gu, '')] as const;

  test.each([
    FAMILIES,
    '{ assistanceFamilies(first: 2) { nodes { members { person { ethnicity } } } pageInfo { endCursor } } }',
    '{ nothing }',
    '{ __schema { types { name fields { name } } } }',
  ])('answer alike, but for receipts and cursors: %s', async (query) => {
    const [one, other] = await Promise.all(doors.map(({ url }) => askAt(url, query)));
    expect(plain(one!)).toEqual(plain(other!));
  });
});
