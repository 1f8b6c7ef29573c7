import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { dataSubjectTags } from './data-subject-tags.ts';
import { DatasetStates } from './dataset-states.ts';
import { ownerId } from './testing/pets-rows.ts';
import { ALL_PETS_USES } from './testing/pets-uses.ts';
import { type RunningPets, startPets } from './testing/running-pets.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
  for (const [index, row] of Object.entries(ROWS))
    await pets.owner.query(
      `insert into pet (record_id, valid_from, recorded_from, tag, worth_fen, born_on, division,
         owner_person_key, name, is_tame, quality_flag, valid_to)
       values ($1::bigint, '2020-01-01', '2020-01-01', $1::text, 1, '2020-01-01', '239901001', $2, $3, $4, $5, $6)`,
      [900_000 + Number(index), row.owner, row.name ?? 'Bella', row.tame, row.flag ?? null, row.to ?? null],
    );
});
afterAll(() => pets.stop());
beforeEach(() => {
  pets.connector.selections.length = 0;
});

interface Row {
  readonly owner: string;
  readonly tame: boolean | null;
  readonly name?: string;
  readonly flag?: string;
  readonly to?: string;
}
const who = {
  sound: 'RID:sound',
  wild: 'RID:wild',
  exempt: 'RID:exempt',
  disputed: 'RID:disputed',
  shared: 'RID:shared',
  silent: 'RID:silent',
  former: 'RID:former',
  nobody: 'RID:nobody',
  provisional: 'HOSP:H1-7',
} as const;
const ROWS: readonly Row[] = [
  { owner: who.sound, tame: true, flag: 'ID_15_DIGITS' },
  { owner: who.sound, tame: true, flag: 'UNSURE' },
  { owner: who.wild, tame: false },
  { owner: who.exempt, tame: true, name: 'Rex' },
  { owner: who.disputed, tame: false, flag: 'UNSURE' },
  { owner: who.shared, tame: true, flag: 'NUMBER_SHARED' },
  { owner: who.silent, tame: null },
  { owner: who.former, tame: true, to: '2021-01-01' },
  { owner: who.provisional, tame: true },
];

interface Concluded {
  readonly answer: string;
  readonly reasons: readonly string[];
  readonly source: string;
  readonly asOf: string | null;
}

async function conclude(
  field: string,
  people: readonly string[],
  claims: object = {},
  inputs: object = {},
): Promise<{ readonly concluded: readonly Concluded[]; readonly dataSubjects: readonly string[] }> {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { ${field} {
    answer reasons source asOf } } } }`;
  const variables = { r: people.map((id) => ({ __typename: 'Person', id, ...inputs })) };
  const { data, errors, dataSubjects } = await pets.ask({ query, variables, uses: ALL_PETS_USES, claims });
  expect(errors).toEqual([]);
  const entities = (data as { _entities: readonly Record<string, Concluded>[] })._entities;
  return { concluded: entities.map((entity) => entity[field]!), dataSubjects };
}

const told = ({ answer, reasons }: Concluded) => [answer, ...reasons];

test('each record counts for what it is worth', async () => {
  const { concluded } = await conclude('hasTamePet', Object.values(who));
  expect(Object.fromEntries(Object.keys(who).map((name, at) => [name, told(concluded[at]!)]))).toEqual({
    sound: ['YES'],
    wild: ['NO'],
    exempt: ['NO'],
    disputed: ['CANNOT_TELL', 'DISPUTED'],
    shared: ['CANNOT_TELL', 'IDENTITY_DOUBTFUL'],
    silent: ['CANNOT_TELL', 'DISPUTED'],
    former: ['NO'],
    nobody: ['NO'],
    provisional: ['CANNOT_TELL', 'IDENTITY_DOUBTFUL'],
  });
  expect(concluded.every(({ source }) => source === 'pets')).toBe(true);
  expect(Date.now() - Date.parse(concluded[0]?.asOf ?? '')).toBeLessThan(120_000);
});

test('however many ask, it is one statement, and everybody who was looked up is counted', async () => {
  await conclude('hasPet', [who.nobody]);
  pets.connector.selections.length = 0;
  const people = Array.from({ length: 40 }, (_, index) => ownerId(1 + index));
  const { concluded, dataSubjects } = await conclude('hasPet', people);
  expect(concluded.map(({ answer }) => answer)).toEqual(people.map(() => 'YES'));
  expect(pets.connector.selections.map(({ relation }) => relation)).toEqual(['pet']);
  expect(dataSubjects.toSorted()).toEqual(
    [...dataSubjectTags(new Set(people), pets.keys.dataSubjectTagKey)].toSorted(),
  );
});

test('what a row filter keeps out of sight is not covered, and what it lets be seen is', async () => {
  const within = (type: string, prefix: string) => ({
    rows: { [type]: [{ kind: 'region', prefixes: [prefix] }] },
  });
  for (const type of ['Pet', 'Person']) {
    const inside = await conclude('hasPet', [who.sound, who.nobody], within(type, '239901'));
    expect(inside.concluded.map(told)).toEqual([['YES'], ['CANNOT_TELL', 'NOT_COVERED']]);
    const outside = await conclude('hasPet', [who.sound], within(type, '230100'));
    expect(outside.concluded.map(told)).toEqual([['CANNOT_TELL', 'NOT_COVERED']]);
  }
  const about = { rows: { Pet: [{ kind: 'subjects', keys: [who.nobody] }] } };
  const ofCase = await conclude('hasPet', [who.sound, who.nobody], about);
  expect(ofCase.concluded.map(told)).toEqual([['CANNOT_TELL', 'NOT_COVERED'], ['NO']]);
});

test('a relation of which nothing is promised never says no', async () => {
  const { concluded } = await conclude('hasVisited', [ownerId(1), who.nobody]);
  expect(concluded.map(told)).toEqual([['YES'], ['CANNOT_TELL', 'NOT_COVERED']]);
  expect(concluded.map(({ asOf }) => asOf)).toEqual([null, null]);
});

test('a masked answer is no answer', async () => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { hasPet { answer source } } } }`;
  const variables = { r: [{ __typename: 'Person', id: who.sound }] };
  const claims = { masks: { 'Conclusion.source': 'const', 'Conclusion.answer': 'const' } } as never;
  const { data, errors } = await pets.ask({ query, variables, uses: ALL_PETS_USES, claims });
  const [entity] = (data as { _entities: readonly { hasPet: Partial<Concluded> }[] })._entities;
  expect(entity?.hasPet.source).not.toBe('pets');
  expect(entity?.hasPet.answer).toBeNull();
  expect(errors).toHaveLength(1);
});

test('what is derived needs its input, and an identity that holds', async () => {
  const person = ['RID:1'];
  expect((await conclude('isOldEnough', person, {}, { age: 16 })).concluded.map(told)).toEqual([['YES']]);
  expect((await conclude('isOldEnough', person, {}, { age: 15 })).concluded.map(told)).toEqual([['NO']]);
  for (const inputs of [{}, { age: null }])
    expect((await conclude('isOldEnough', person, {}, inputs)).concluded.map(told)).toEqual([
      ['CANNOT_TELL', 'NOT_COVERED'],
    ]);
  expect((await conclude('isOldEnough', person, {}, { age: 'old' })).concluded.map(told)).toEqual([
    ['CANNOT_TELL', 'DISPUTED'],
  ]);
  expect((await conclude('isOldEnough', [who.provisional], {}, { age: 80 })).concluded.map(told)).toEqual([
    ['CANNOT_TELL', 'IDENTITY_DOUBTFUL'],
  ]);
});

test('what a source says of itself is good for so long, for the whole of what is promised, and read once a minute', async () => {
  const hour = 3_600_000;
  const now = Date.parse('2026-11-22T12:00:00Z');
  const at = new Date(now).toISOString();
  const rows = [
    ['whole', '230000', at],
    ['part', '230100', at],
    ['wider', '230100', at],
    ['wider', '230000', new Date(now - 3 * hour).toISOString()],
    ['odd', 'everywhere', at],
    ['endless', '230000', 'infinity'],
  ] as const;
  for (const row of rows) await pets.owner.query('insert into dataset_state values ($1, $2, $3)', [...row]);
  const promised = { within: '230000', freshForHours: 2 };
  const states = new DatasetStates(pets.connector);
  const state = (relation: string, later = 0) => states.of(relation, promised, now + later);
  expect(await state('whole')).toEqual({ asOf: at, isFresh: true });
  expect(await state('wider')).toMatchObject({ isFresh: false });
  for (const relation of ['part', 'odd', 'endless', 'none'])
    expect([relation, await state(relation)]).toEqual([relation, { asOf: null, isFresh: false }]);
  expect(await states.of('whole', undefined, now)).toEqual({ asOf: null, isFresh: false });
  expect(pets.connector.selections).toHaveLength(1);
  expect(await state('whole', 3 * hour)).toEqual({ asOf: at, isFresh: false });
  expect(await state('whole', -hour)).toEqual({ asOf: at, isFresh: false });
  expect(pets.connector.selections).toHaveLength(3);
});

test('a source without that table says nothing of itself', async () => {
  await pets.owner.query('alter table dataset_state rename to dataset_state_gone');
  const states = new DatasetStates(pets.connector);
  expect(await states.of('pet', { within: '230000', freshForHours: 48 }, Date.now())).toEqual({
    asOf: null,
    isFresh: false,
  });
});
