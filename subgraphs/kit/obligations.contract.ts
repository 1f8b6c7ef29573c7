import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CURRENT_PETS, ownerId, petTag } from './testing/pets-rows.ts';
import { ALL_PETS_USES } from './testing/pets-uses.ts';
import { type RunningPets, startPets } from './testing/running-pets.ts';

/** What a subgraph does to an answer because its grant says so: fields masked, rows left out. */

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
});
afterAll(() => pets.stop());
beforeEach(() => {
  pets.connector.selections.length = 0;
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

test('a masked field leaves masked, wherever it stands; a key field never is', async () => {
  const claims = {
    masks: { 'Pet.name': 'name.surname', 'Pet.tag': 'name.surname', 'Pet.bornOn': 'date.year' },
  };
  const query = '{ pet(tag: "T00003") { tag name bornOn } pets(first: 1) { nodes { name } } }';
  const plain = (await ask(query)).data as { pet: { name: string; bornOn: string } };
  const masked = (await ask(query, {}, claims)).data as typeof plain & { pet: { tag: string } };
  expect(masked.pet.tag).toBe('T00003');
  expect(masked.pet.name).not.toBe(plain.pet.name);
  expect(masked.pet.bornOn).not.toBe(plain.pet.bornOn);
  expect(JSON.stringify(masked)).not.toContain('旺财');
});

test.each([
  ['name', 'id.1-1', '110105491231002', '******************'],
  ['name', 'id.6-4', '２３９９０１１９９００１０１４３２Ｘ', '******************'],
  ['name', 'name.surname', '张三😀', '***'],
  ['name', 'name.last', '', '***'],
  ['name', 'tel', '０４５１-87654321', '***********'],
  ['name', 'card.6-4', '6222021234567890', '****************'],
  ['name', 'exists', '\u3000', null],
  ['division', 'addr.county', '哈尔滨市道里区', null],
  ['division', 'addr.township', '23010', null],
])('a %s that does not fit %s leaves hidden whole: %j', async (field, mask, recorded, shown) => {
  const own = { ...CURRENT_PETS[0], record_id: 900_000, tag: 'T90000', [field]: recorded };
  const insert = 'insert into pet select * from json_populate_record(null::pet, $1)';
  await pets.owner.query(insert, [JSON.stringify(own)]);
  try {
    const query = `{ pet(tag: "T90000") { ${field} } }`;
    expect((await ask(query)).data).toEqual({ pet: { [field]: recorded } });
    const { data, errors } = await ask(query, {}, { masks: { [`Pet.${field}`]: mask } });
    expect([data, errors]).toEqual([{ pet: { [field]: shown } }, []]);
  } finally {
    await pets.owner.query('delete from pet where record_id = $1', [own.record_id]);
  }
});

test.each([
  ['an unknown mask', { 'Pet.name': 'name.unheard-of' }, 'name'],
  ['a mask that needs keys', { 'Pet.name': 'id.token' }, 'name'],
  ['a mask on an object', { 'Pet.owner': 'name.surname' }, 'owner { id }'],
])('%s refuses the field and nothing else', async (_, masks, field) => {
  const { data, errors } = await ask(`{ pet(tag: "T00003") { tag ${field} } }`, {}, { masks });
  expect(data).toEqual({ pet: { tag: 'T00003', [field.split(' ')[0] ?? '']: null } });
  expect(errors.map(({ path }) => path)).toEqual([['pet', field.split(' ')[0]]]);
});

test('a row filter holds on every way to a type', async () => {
  const rows = { Pet: [{ kind: 'region', prefixes: ['239901'] }] };
  const inside = ({ division }: { division: string }) => division.startsWith('239901');
  const { data } = await ask(
    `{ inside: pet(tag: "T00001") { tag } outside: pet(tag: "T00002") { tag }
       person(id: "${ownerId(1)}") { pets { tag } involvedIn { pet { tag name } } }
       pets(first: 500) { nodes { tag } } }`,
    {},
    { rows },
  );
  const answer = data as {
    person: { pets: { tag: string }[]; involvedIn: { pet: { tag: string; name: string | null } }[] };
    pets: { nodes: { tag: string }[] };
  };
  expect(data).toMatchObject({ inside: { tag: 'T00001' }, outside: null });
  expect(answer.pets.nodes.map(({ tag }) => tag)).toEqual(CURRENT_PETS.filter(inside).map(({ tag }) => tag));
  const owned = CURRENT_PETS.filter(({ owner_person_key: owner }) => owner === ownerId(1));
  expect(answer.person.pets.map(({ tag }) => tag)).toEqual(owned.filter(inside).map(({ tag }) => tag));
  for (const { pet: visited } of answer.person.involvedIn) {
    const known = CURRENT_PETS.find(({ tag }) => tag === visited.tag);
    expect(visited.name).toBe(known && inside(known) ? known.name : null);
  }
  const seen = await entities('... on Pet { tag }', [pet(1), pet(2)], { rows });
  expect(seen.data).toEqual({ _entities: [{ tag: 'T00001' }, null] });
});

test('several row filters of a type must all hold', async () => {
  const rows = {
    Pet: [
      { kind: 'region', prefixes: ['239901'] },
      { kind: 'region', prefixes: ['239902'] },
    ],
  };
  expect((await ask('{ pets { nodes { tag } } }', {}, { rows })).data).toEqual({ pets: { nodes: [] } });
});

describe('what hangs on an entity that the grant keeps out of sight is out of sight too', () => {
  const person = (index: number) => ({ __typename: 'Person', id: ownerId(index) });
  const lists = '... on Person { pets { tag } involvedIn { recordKey } records { recordKey } }';
  type Lists = Readonly<Record<'pets' | 'involvedIn' | 'records', readonly object[]>>;
  const listsOf = async (people: readonly object[], rows: object): Promise<readonly Lists[]> => {
    const { data, errors } = await entities(lists, people, { rows });
    expect(errors).toEqual([]);
    return (data as { readonly _entities: readonly Lists[] })._entities;
  };
  const NONE: Lists = { pets: [], involvedIn: [], records: [] };

  test('of a person, for some people only: all that is theirs, nothing of anybody else', async () => {
    const people = [person(1), person(2)];
    const [first, second] = await listsOf(people, {});
    expect([first, second].map((each) => each?.involvedIn.length === 0)).toEqual([false, false]);
    expect(await listsOf(people, { Person: [{ kind: 'subjects', keys: [ownerId(1)] }] })).toEqual([
      first,
      NONE,
    ]);
  });

  test('of a person, in a region: what lies in it', async () => {
    const rows = (prefix: string) => ({ Person: [{ kind: 'region', prefixes: [prefix] }] });
    const [outside] = await listsOf([person(1)], rows('450000'));
    expect(outside).toEqual(NONE);
    expect(await listsOf([person(1)], rows('23'))).toEqual(await listsOf([person(1)], {}));
  });

  test('of a row that is known by its key alone', async () => {
    const query = `{ person(id: "${ownerId(1)}") { involvedIn { pet { tag visits { recordKey } lastVisit { recordKey } } } } }`;
    const answer = await ask(query, {}, { rows: { Pet: [{ kind: 'nothing' }] } });
    const { involvedIn } = (answer.data as { person: { involvedIn: { pet: object }[] } }).person;
    expect(involvedIn.length).toBeGreaterThan(0);
    for (const { pet: visited } of involvedIn)
      expect(visited).toMatchObject({ visits: null, lastVisit: null });
  });
});

test('a row filter on a type without a division is refused before anything is read of it', async () => {
  const rows = { Shelter: [{ kind: 'region', prefixes: ['23'] }] };
  const answer = await ask('{ pet(tag: "T00003") { tag shelter { title } } }', {}, { rows });
  expect(answer.data).toEqual({ pet: { tag: 'T00003', shelter: null } });
  expect(codes(answer)).toEqual(['GRANT_INVALID']);
  expect(pets.connector.selections.map(({ relation }) => relation)).toEqual(['pet']);
});
