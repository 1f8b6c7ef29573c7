import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { petTag, SUPERSEDED_PETS } from './testing/pets-rows.ts';
import { ALL_PETS_USES } from './testing/pets-uses.ts';
import { type RunningPets, startPets } from './testing/running-pets.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
  // The first of these pets was put right in February; another was written down only then.
  await pets.owner.query(
    `
    update pet set recorded_from = '2026-02-01T00:00:00Z' where tag = $1 and recorded_to is null`,
    [petTag(10)],
  );
  await pets.owner.query(`update pet set recorded_from = '2026-02-01T00:00:00Z' where tag = $1`, [
    petTag(11),
  ]);
});
afterAll(() => pets.stop());

const ask = (query: string, asOf: string | null, variables: object = {}) =>
  pets.ask({ query, variables: { ...variables }, uses: ALL_PETS_USES, claims: { asOf } });
const BEFORE = '2026-01-31T23:59:59.999Z';
const AFTER = '2026-02-01T00:00:00Z';

test('a corrected record is seen as it was, and one that came later not at all', async () => {
  const query = `{ one: pet(tag: "${petTag(10)}") { name } late: pet(tag: "${petTag(11)}") { name } }`;
  expect((await ask(query, BEFORE)).data).toEqual({ one: { name: 'superseded' }, late: null });
  for (const instant of [AFTER, null])
    expect((await ask(query, instant)).data).toEqual({ one: { name: "O'Malley" }, late: { name: 'Rex' } });
  expect((await ask(query, '2025-12-31T00:00:00Z')).data).toEqual({ one: null, late: null });
});

test('so are pages, lists and entities', async () => {
  const names = async (asOf: string | null) => {
    const answer = await ask(
      `query ($r: [_Any!]!) {
        pets(first: 30, filter: { tag: { eq: "${petTag(10)}" } }) { nodes { name } }
        _entities(representations: $r) { ... on Pet { name owner { id } } ... on Person { pets { tag name } } }
      }`,
      asOf,
      {
        r: [
          { __typename: 'Pet', tag: petTag(10) },
          { __typename: 'Person', id: SUPERSEDED_PETS[1]?.owner_person_key },
        ],
      },
    );
    expect(answer.errors).toEqual([]);
    const {
      pets: page,
      _entities: [pet, owner],
    } = answer.data as {
      pets: { nodes: { name: string }[] };
      _entities: [{ name: string }, { pets: { tag: string; name: string }[] }];
    };
    const listed = owner.pets.filter(({ tag }) => tag === petTag(10)).map(({ name }) => name);
    return [page.nodes.map(({ name }) => name), pet.name, listed];
  };
  expect(await names(BEFORE)).toEqual([['superseded'], 'superseded', ['superseded']]);
  expect(await names(null)).toEqual([["O'Malley"], "O'Malley", ["O'Malley"]]);
});

test('a conclusion is drawn on the day that is asked about, from what was known then', async () => {
  const owner = String(SUPERSEDED_PETS[1]?.owner_person_key);
  const conclude = async (asOf: string) => {
    const { data } = await ask(`{ person(id: "${owner}") { hasPet { answer reasons asOf } } }`, asOf);
    return (data as { person: { hasPet: unknown } }).person.hasPet;
  };
  expect(await conclude('2026-01-20T00:00:00Z')).toEqual({
    answer: 'YES',
    reasons: [],
    asOf: '2026-01-20T00:00:00.000Z',
  });
  expect(await conclude('2025-06-01T00:00:00Z')).toMatchObject({
    answer: 'NO',
    asOf: '2025-06-01T00:00:00.000Z',
  });
});

test('statistics are not given as of an instant', async () => {
  const answer = await ask('{ petStatistics(by: []) { people } }', AFTER);
  expect(answer.errors[0]?.extensions).toMatchObject({ code: 'OPERATION_INVALID' });
});
