import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FETCH_HEADER, GRANT_HEADER } from '../../policies/grant-claims.ts';
import { dataSubjectTags } from './data-subject-tags.ts';
import { CURRENT_PETS, ownerId, petTag, VISITS } from './testing/pets-rows.ts';
import { ALL_PETS_USES } from './testing/pets-uses.ts';
import { type RunningPets, startPets } from './testing/running-pets.ts';
import { TestGateway } from './testing/test-gateway.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
});
afterAll(() => pets.stop());
beforeEach(() => {
  pets.connector.selections.length = 0;
  pets.logged.length = 0;
});

const ask = (query: string, variables: object = {}, claims: object = {}) =>
  pets.ask({ query, variables: { ...variables }, uses: ALL_PETS_USES, claims });
const codes = ({ errors }: Awaited<ReturnType<typeof ask>>) =>
  errors.map(({ extensions }) => extensions['code']);
const entities = (fields: string, representations: readonly object[], claims: object = {}) =>
  ask(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ${fields} } }`,
    { r: representations },
    claims,
  );
const pet = (index: number) => ({ __typename: 'Pet', tag: petTag(index) });

describe('who is answered', () => {
  const OPERATIONS = [
    '{ pets { nodes { tag } } }',
    '{ __typename }',
    '{ __schema { types { name } } }',
    '{ _service { sdl } }',
    '{ _entities(representations: []) { __typename } }',
  ];

  test.each(OPERATIONS)('%s needs a sound grant and a sound binding', async (query) => {
    const { url, gateway } = pets;
    const grant = gateway.grant(ALL_PETS_USES);
    const stranger = TestGateway.withKeys('pets').gateway;
    const expired = gateway.grant(ALL_PETS_USES, { expiresAt: Math.floor(Date.now() / 1_000) - 1 });
    const foreign = gateway.grant(ALL_PETS_USES, { audience: 'vehicles' });
    const answers = [
      [
        401,
        'GRANT_MISSING',
        await gateway.fetch(url, { query, grant, headers: { [GRANT_HEADER]: undefined } }),
      ],
      [
        401,
        'FETCH_UNBOUND',
        await gateway.fetch(url, { query, grant, headers: { [FETCH_HEADER]: undefined } }),
      ],
      [401, 'FETCH_UNBOUND', await stranger.fetch(url, { query, grant })],
      [401, 'GRANT_INVALID', await gateway.fetch(url, { query, grant: stranger.grant(ALL_PETS_USES) })],
      [401, 'GRANT_EXPIRED', await gateway.fetch(url, { query, grant: expired })],
      [403, 'GRANT_AUDIENCE', await gateway.fetch(url, { query, grant: foreign })],
    ] as const;
    for (const [status, code, answer] of answers) {
      expect(answer).toMatchObject({ status, data: null });
      expect(codes(answer)).toEqual([code]);
    }
    expect(pets.connector.selections).toEqual([]);
  });

  test('a fetch that was taken is not taken again', async () => {
    const { url, gateway } = pets;
    const grant = gateway.grant(ALL_PETS_USES);
    const query = '{ __typename }';
    const headers = { [FETCH_HEADER]: gateway.binding(grant, JSON.stringify({ query })) };
    expect(await gateway.fetch(url, { query, grant, headers })).toMatchObject({
      data: { __typename: 'Query' },
    });
    expect(codes(await gateway.fetch(url, { query, grant, headers }))).toEqual(['FETCH_REPLAYED']);
  });

  test('a grant for fewer fields is exceeded, again and again, and nothing is read', async () => {
    const query = '{ pets { nodes { tag name } } }';
    const uses = ['Query.pets:project', 'PetConnection.nodes:project', 'Pet.tag:project'];
    for (let round = 0; round < 3; round += 1) {
      const answer = await pets.ask({ query, uses });
      expect(answer).toMatchObject({ status: 403, data: null });
      expect(answer.errors[0]?.extensions).toEqual({
        code: 'GRANT_EXCEEDED',
        field: 'Pet.name',
        use: 'project',
      });
    }
    expect(pets.connector.selections).toEqual([]);
  });

  test('an operation that a wide grant had compiled is still refused under a narrow one', async () => {
    const query = '{ pets(first: 1) { nodes { tag name } } }';
    for (let round = 0; round < 3; round += 1) expect(codes(await ask(query))).toEqual([]);
    const narrow = ALL_PETS_USES.filter((use) => !use.startsWith('Pet.name:'));
    expect(codes(await pets.ask({ query, uses: narrow }))).toEqual(['GRANT_EXCEEDED']);
  });
});

test('a grant may name thousands of uses', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => `Other.field${index}:project`);
  const answer = await pets.ask({ query: '{ __typename }', uses: [...many, ...ALL_PETS_USES] });
  expect(answer).toMatchObject({ status: 200, errors: [] });
});

describe('bad requests', () => {
  const send = async (body: string, init: RequestInit = {}) => {
    const grant = pets.gateway.grant(ALL_PETS_USES);
    const response = await fetch(pets.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [GRANT_HEADER]: grant,
        [FETCH_HEADER]: pets.gateway.binding(grant, body),
      },
      body,
      ...init,
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return [response.status, errors[0]?.extensions.code];
  };

  test.each([
    ['{"query":', 400, 'BODY_MALFORMED'],
    ['[{"query":"{__typename}"}]', 400, 'BODY_MALFORMED'],
    ['{"query":5}', 400, 'BODY_MALFORMED'],
    ['{"query":"{__typename}","variables":[]}', 400, 'VARIABLES_INVALID'],
    ['{"query":"{ pets { nodes { tag }"}', 400, 'OPERATION_SYNTAX'],
    ['{"query":"{ pets { nodes { colour } } }"}', 400, 'OPERATION_INVALID'],
    ['{"query":"query A{__typename} query B{__typename}"}', 400, 'OPERATION_INVALID'],
    [
      '{"query":"query ($n: Int) { pets(first: $n) { nodes { tag } } }","variables":{"n":"x"}}',
      400,
      'VARIABLES_INVALID',
    ],
  ])('%s', async (body, status, code) => {
    expect(await send(body)).toEqual([status, code]);
  });

  test('another method, path, or content, and a body that is too large', async () => {
    expect(await send('', { method: 'GET', body: null })).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await send('x', { headers: { 'content-type': 'text/plain' } })).toEqual([
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ]);
    expect(await send('x'.repeat(17 * 1024 * 1024))).toEqual([413, 'BODY_TOO_LARGE']);
    const elsewhere = await fetch(new URL('/graphiql', pets.url));
    expect(elsewhere.status).toBe(404);
  });

  test('health says whether the process lives and whether its source does', async () => {
    const live = await fetch(new URL('/health/live', pets.url));
    const ready = await fetch(new URL('/health/ready', pets.url));
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', latencyMs: expect.any(Number) },
    ]);
  });
});

describe('answers', () => {
  test('values are those of the record, before and after the operation is compiled', async () => {
    const query =
      '{ pet(tag: "T00001") { tag name nameLength bornOn worth isTame division owner { id } recordKey validFrom validTo recordedAt qualityFlag } }';
    const expected = {
      tag: 'T00001',
      name: '咪咪 🐈',
      nameLength: 5,
      bornOn: '2020-02-02',
      worth: 1_000_000_000,
      isTame: false,
      division: '239901001',
      owner: { id: ownerId(1) },
      recordKey: 'pet:2',
      validFrom: '2025-02-01',
      validTo: null,
      recordedAt: '2026-01-01T00:00:00.000001Z',
      qualityFlag: null,
    };
    for (let round = 0; round < 4; round += 1) expect((await ask(query)).data).toEqual({ pet: expected });
  });

  test('a record that was superseded is nobody’s, and of several lives the present one is told', async () => {
    const { data } = await ask(
      '{ pet(tag: "T00000") { name recordKey } person(id: "RID:239900000000000003") { pets { tag name } } }',
    );
    expect(data).toMatchObject({ pet: { name: '旺财', recordKey: 'pet:1' } });
    const { person } = data as { person: { pets: { tag: string; name: string }[] } };
    // The former life is a record too: it belongs to the history of its owner.
    expect(person.pets.map(({ name }) => name)).toContain('former');
    expect(person.pets.map(({ name }) => name)).not.toContain('superseded');
  });

  test('a thousand representations are one statement, answered in their order, unknown ones null', async () => {
    const order = Array.from({ length: 1_000 }, (_, index) => (index * 7) % 1_000);
    for (let round = 0; round < 3; round += 1) {
      pets.connector.selections.length = 0;
      const { data } = await entities('... on Pet { tag name }', order.map(pet));
      expect((data as { _entities: unknown[] })._entities).toEqual(
        order.map((index) => {
          const known = CURRENT_PETS[index];
          return known ? { tag: known.tag, name: known.name } : null;
        }),
      );
      expect(pets.connector.selections).toHaveLength(1);
    }
  });

  test('lists and edges below many entities are one statement each, however many entities', async () => {
    const owners = Array.from({ length: 150 }, (_, index) => ({ __typename: 'Person', id: ownerId(index) }));
    const { data } = await entities(
      '... on Person { id pets { tag shelter { title } visits { reason } owner { pets { tag } } } }',
      owners,
    );
    // pets, shelter, visits; the owner's pets are those that were read already.
    expect(pets.connector.selections.map(({ relation }) => relation).sort()).toEqual([
      'pet',
      'shelter',
      'visit',
    ]);
    const [, second] = (data as { _entities: { pets: { tag: string }[] }[] })._entities;
    const expected = CURRENT_PETS.filter(({ owner_person_key: owner }) => owner === ownerId(1));
    expect(second?.pets.map(({ tag }) => tag)).toEqual(expected.map(({ tag }) => tag));
  });

  test('representations of several types, under several aliases, are one statement a type', async () => {
    const { data } = await ask(
      `query ($a: [_Any!]!, $b: [_Any!]!) {
        a: _entities(representations: $a) { ... on Pet { name } ... on Shelter { title } ... on Person { id } }
        b: _entities(representations: $b) { ... on Pet { name } }
      }`,
      {
        a: [pet(1), { __typename: 'Shelter', country: 'CN', code: 'S3' }, { __typename: 'Person', id: 'x' }],
        b: [pet(2)],
      },
    );
    expect(data).toEqual({
      a: [{ name: '咪咪 🐈' }, { title: '收容所 3' }, { id: 'x' }],
      b: [{ name: "O'Malley" }],
    });
    expect(pets.connector.selections).toHaveLength(2);
  });

  test('what is seen from two sides is told once; an interface and a union say their types', async () => {
    const { data } = await ask(
      `{ person(id: "${ownerId(6)}") { involvedIn { recordKey } records { __typename recordKey } }
         shelterKept: pet(tag: "T00000") { keeper { __typename ... on Shelter { code title } } }
         personKept: pet(tag: "T00001") { keeper { __typename ... on Person { id } } }
         unkept: pet(tag: "T00013") { keeper { __typename } } }`,
    );
    const answer = data as {
      person: { involvedIn: { recordKey: string }[]; records: { __typename: string }[] };
    };
    const keys = answer.person.involvedIn.map(({ recordKey }) => recordKey);
    const involved = VISITS.filter(
      (visit) => visit.brought_by_person_key === ownerId(6) || visit.seen_by_person_key === ownerId(6),
    );
    expect([...keys].sort()).toEqual(involved.map(({ record_id: id }) => `visit:${id}`).sort());
    expect(new Set(answer.person.records.map((record) => record.__typename))).toEqual(
      new Set(['Pet', 'Visit']),
    );
    expect(data).toMatchObject({
      shelterKept: { keeper: { __typename: 'Shelter', code: 'S0', title: '收容所 0' } },
      personKept: { keeper: { __typename: 'Person', id: ownerId(1) } },
      unkept: { keeper: null },
    });
  });

  test('only the columns behind granted fields are read, with those that carry the rows', async () => {
    const uses = ['Query.pet:project', 'Pet.tag:filter-eq', 'Pet.name:project'];
    await pets.ask({ query: '{ pet(tag: "T00001") { name } }', uses });
    expect(pets.connector.selections.map(({ columns }) => columns)).toEqual([
      ['name', 'owner_person_key', 'record_id', 'tag'],
    ]);
  });
});

describe('data subjects', () => {
  const tags = (ids: readonly string[]) => dataSubjectTags(new Set(ids), pets.keys.dataSubjectTagKey);

  test('everybody whose record was told is named by a tag, nobody else, and nobody by name', async () => {
    const answer = await ask('{ pets(first: 4) { nodes { tag } } }');
    const told = CURRENT_PETS.slice(0, 4).flatMap(({ owner_person_key: owner }) =>
      owner === null ? [] : [owner],
    );
    expect(answer.dataSubjects).toEqual(tags(told));
    expect(JSON.stringify(answer.dataSubjects)).not.toContain('RID');
  });

  test('who was looked up is named also where nothing is on record', async () => {
    const answer = await ask('{ person(id: "RID:239999999999999999") { pets { tag } } }');
    expect(answer.data).toEqual({ person: { pets: [] } });
    expect(answer.dataSubjects).toEqual(tags(['RID:239999999999999999']));
  });
});
