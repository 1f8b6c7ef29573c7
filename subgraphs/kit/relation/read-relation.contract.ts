import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RelationCondition, RelationHaving } from '../../../policies/relation-wire.ts';
import { askRelation, type RelationToAsk } from '../testing/ask-relation.ts';
import { CURRENT_PETS, ownerId, type PetRow, petTag, VISITS } from '../testing/pets-rows.ts';
import { type RunningPets, startPets } from '../testing/running-pets.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
});
afterAll(() => pets.stop());
beforeEach(() => {
  pets.connector.lineSelections.length = 0;
  pets.logged.length = 0;
});

const root = { kind: 'root', field: 'pets' } as const;
const below = (type: string, keyField: string, field: string | null) =>
  ({ kind: 'parent', type, keyField, field }) as const;
const ofPeople = (columns: readonly string[], part: Partial<RelationToAsk['read']> = {}) =>
  ({ type: 'Pet', through: below('Person', 'id', 'pets'), columns, ...part }) as const;
const tagsOf = (isOne: (pet: PetRow) => boolean) => CURRENT_PETS.filter(isOne).map(({ tag }) => tag);

/** The first values of the lines that a question about all pets is answered with. */
async function tagsWhere(where: RelationCondition): Promise<readonly string[]> {
  const answer = await askRelation(pets, { read: { type: 'Pet', through: root, columns: ['tag'], where } });
  expect(answer).toMatchObject({ error: null, isWhole: true, subject: 'first-column' });
  return answer.lines.map(([, tag]) => String(tag)).filter((_, at, all) => all.indexOf(all[at] ?? '') === at);
}

describe('whose records they are', () => {
  test.each([
    ['the parent', 'parent-key', ofPeople(['tag']), [ownerId(1)]],
    [
      'somebody whom the parent leads to',
      'first-column',
      { type: 'Visit', through: below('Pet', 'tag', 'visits'), columns: ['reason'] },
      [petTag(1)],
    ],
    [
      'either of two',
      'first-column',
      { type: 'Visit', through: below('Person', 'id', 'involvedIn'), columns: ['reason'] },
      [ownerId(1)],
    ],
    [
      'whom the record is about',
      'first-column',
      { type: 'Pet', through: below('Pet', 'tag', null), columns: ['name'] },
      [petTag(1)],
    ],
    ['one of all', 'first-column', { type: 'Pet', through: root, columns: ['name'] }, undefined],
  ] as const)('%s', async (_, subject, read, keys) => {
    const answer = await askRelation(pets, { read, ...(keys ? { keys } : {}) });
    expect(answer).toMatchObject({ error: null, subject, isWhole: true });
    const people = new Set(CURRENT_PETS.map(({ owner_person_key: owner }) => owner ?? '\\N'));
    expect(answer.lines.length).toBeGreaterThan(0);
    for (const [first] of answer.lines) expect(people).toContain(first);
    const hidden = subject === 'first-column' ? 1 : 0;
    for (const line of answer.lines) expect(line).toHaveLength(answer.columns.length + hidden);
  });
});

describe('what is said beside the lines', () => {
  test('the columns, the dataset and up to when it is complete', async () => {
    const answer = await askRelation(pets, { read: ofPeople(['tag', 'owner.id']), keys: [ownerId(2)] });
    expect(answer.columns).toEqual(['_key', 'tag', 'owner.id']);
    expect(answer.state).toEqual({
      dataset: 'P1',
      agency: '宠物 office',
      asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
      isFresh: true,
    });
  });

  test('of a relation that no promise was made of, what the source says of the province; nothing where it is silent or names a part', async () => {
    const read = { type: 'Visit', through: below('Pet', 'tag', 'visits'), columns: ['reason'] } as const;
    const silent = await askRelation(pets, { read, keys: [petTag(1)] });
    expect(silent.state).toMatchObject({ dataset: 'P3', asOf: null, isFresh: false });
    await pets.owner.query(
      `insert into dataset_state values ('visit', '230100', '2026-04-01T00:00:00Z'), ('visit', '230000', 'infinity')`,
    );
    await pets.restart();
    expect((await askRelation(pets, { read, keys: [petTag(1)] })).state).toMatchObject({ asOf: null });
    await pets.owner.query(`insert into dataset_state values ('visit', '230000', '2026-03-01T00:00:00Z')`);
    await pets.owner.query(`delete from dataset_state where complete_to = 'infinity'`);
    await pets.restart();
    const stated = await askRelation(pets, { read, keys: [petTag(1)] });
    expect(stated.state).toMatchObject({ asOf: '2026-03-01T00:00:00.000Z', isFresh: false });
    const claims = { asOf: '2026-01-20T00:00:00Z' };
    const earlier = await askRelation(pets, { read: { ...read, ...claims }, keys: [petTag(1)], claims });
    expect(earlier.state).toMatchObject({ asOf: '2026-01-20T00:00:00.000Z' });
  });
});

describe('which records come', () => {
  test('none for no keys, for strangers and for hostile ones; all parents’ without keys', async () => {
    for (const keys of [[], ['nobody', "'; drop table pet; --", '\\N', '{}', '"']]) {
      const answer = await askRelation(pets, { read: ofPeople(['tag']), keys });
      expect(answer).toMatchObject({ error: null, isWhole: true, lines: [] });
    }
    const all = await askRelation(pets, { read: ofPeople(['tag']) });
    // The earlier life of the first pet is a record as well.
    expect(all.lines).toHaveLength(tagsOf(({ owner_person_key: owner }) => owner !== null).length + 1);
  });

  test('those for which a condition is not certainly false', async () => {
    const isTame: RelationCondition = { kind: 'compare', field: 'isTame', op: '=', value: true };
    expect(await tagsWhere(isTame)).toEqual(tagsOf((pet) => pet.is_tame !== false));
    expect(await tagsWhere({ kind: 'not', of: isTame })).toEqual(tagsOf((pet) => pet.is_tame !== true));
    expect(
      await tagsWhere({
        kind: 'all',
        of: [
          isTame,
          { kind: 'not', of: { kind: 'is-null', field: 'isTame' } },
          {
            kind: 'any',
            of: [
              { kind: 'in', field: 'name', values: ['Rex', '100%_'] },
              { kind: 'compare', field: 'worth', op: '>=', value: 30_000_000_000.5 },
            ],
          },
          { kind: 'compare', field: 'bornOn', op: '<>', value: '2020-03-03' },
          { kind: 'compare', field: 'owner.id', op: '>', value: ownerId(9) },
        ],
      }),
    ).toEqual(
      tagsOf(
        (pet) =>
          pet.is_tame === true &&
          (['Rex', '100%_'].includes(pet.name) || pet.worth_fen > 30_000_000_000) &&
          pet.born_on !== '2020-03-03' &&
          (pet.owner_person_key === null || pet.owner_person_key > ownerId(9)),
      ),
    );
  });

  test('of a population those that its filter admits', async () => {
    const filter = { name: { in: ['Rex', 'rex'] }, division: { within: '239901' }, isTame: null };
    const answer = await askRelation(pets, {
      read: { type: 'Pet', through: root, columns: ['tag'], filter },
    });
    expect(answer.lines.map(([, tag]) => tag)).toEqual(
      tagsOf(({ name, division }) => ['Rex', 'rex'].includes(name) && division.startsWith('239901')),
    );
  });

  test('of an entity the record that is the one, before a condition is asked of it', async () => {
    const read = { type: 'Pet', through: below('Pet', 'tag', null), columns: ['name'] } as const;
    const where: RelationCondition = { kind: 'compare', field: 'name', op: '=', value: 'former' };
    const keys = [petTag(0)];
    expect((await askRelation(pets, { read, keys })).lines.map(([, , name]) => name)).toEqual(['旺财']);
    expect((await askRelation(pets, { read: { ...read, where }, keys })).lines).toEqual([]);
  });
});

describe('keys whose records add up to so much', () => {
  const worth = new Map<string, number>();
  for (const { owner_person_key: owner, worth_fen: fen } of CURRENT_PETS)
    if (owner !== null) worth.set(owner, (worth.get(owner) ?? 0) + fen);

  test('come once each, and nothing of the records', async () => {
    const having: RelationHaving = { measure: 'sum', field: 'worth', op: '>=', value: 80_000_000_000 };
    const keys = [...worth.keys(), 'nobody'];
    const where: RelationCondition = { kind: 'compare', field: 'name', op: '<>', value: 'former' };
    const answer = await askRelation(pets, { read: ofPeople(['tag', 'worth'], { having, where }), keys });
    expect(answer).toMatchObject({ columns: ['_key'], subject: 'parent-key', isWhole: true });
    const rich = [...worth].filter(([, sum]) => sum >= having.value).map(([owner]) => [owner]);
    expect([...answer.lines].sort()).toEqual(rich.sort());
    expect(rich.length).toBeGreaterThan(5);
  });

  test('count only records for which the condition is true, a record from two sides once', async () => {
    const having: RelationHaving = { measure: 'count', field: null, op: '>', value: 1 };
    const where: RelationCondition = { kind: 'compare', field: 'validFrom', op: '<', value: '2026-03-01' };
    const read = {
      type: 'Visit',
      through: below('Person', 'id', 'involvedIn'),
      columns: [],
      having,
      where,
    } as const;
    const answer = await askRelation(pets, { read });
    const counts = new Map<string, number>();
    for (const visit of VISITS.filter(({ valid_from: day }) => day < '2026-03-01'))
      for (const person of new Set([visit.brought_by_person_key, visit.seen_by_person_key]))
        counts.set(String(person), (counts.get(String(person)) ?? 0) + 1);
    const expected = [...counts].filter(([, count]) => count > 1).map(([person]) => person);
    expect(new Set(answer.lines.map(([, key]) => key))).toEqual(new Set(expected));
  });

  test.each([
    [{ measure: 'count', field: null, op: '>=', value: 0 }, 'OPERATION_INVALID'],
    [{ measure: 'sum', field: 'worth', op: '>', value: -1 }, 'OPERATION_INVALID'],
    [{ measure: 'sum', field: null, op: '>', value: 1 }, 'OPERATION_INVALID'],
    [{ measure: 'count', field: 'worth', op: '>', value: 1 }, 'OPERATION_INVALID'],
    [{ measure: 'sum', field: 'recordKey', op: '>', value: 1 }, 'RELATION_NOT_READABLE'],
  ] as const)('are not asked for by %j', async (having, code) => {
    const answer = await askRelation(pets, { read: ofPeople([], { having }), keys: [ownerId(1)] });
    expect(answer.error).toMatchObject({ code });
    expect(pets.connector.lineSelections).toEqual([]);
  });
});

describe('what is no relation is refused', () => {
  test.each<readonly [string, RelationToAsk['read'], string, (readonly string[])?]>([
    [
      'a conclusion',
      { type: 'Person', through: below('Person', 'id', null), columns: ['hasPet.answer'] },
      'RELATION_NOT_READABLE',
    ],
    ['a computed field', ofPeople(['nameLength']), 'RELATION_NOT_READABLE'],
    ['a member of a union', ofPeople(['keeper.id']), 'OPERATION_INVALID'],
    [
      'an entity by several keys',
      { type: 'Shelter', through: below('Shelter', 'code', null), columns: ['title'] },
      'RELATION_NOT_READABLE',
    ],
    [
      'a list by several keys',
      { type: 'Pet', through: below('Shelter', 'code', 'pets'), columns: ['tag'] },
      'RELATION_NOT_READABLE',
    ],
    [
      'records of several types',
      { type: 'Pet', through: below('Person', 'id', 'records'), columns: ['tag'] },
      'RELATION_NOT_READABLE',
    ],
    [
      'more than the key of an entity',
      { type: 'Visit', through: below('Pet', 'tag', 'visits'), columns: ['pet.name'] },
      'RELATION_NOT_READABLE',
    ],
    [
      'an entity that is an edge',
      { type: 'Person', through: below('Pet', 'tag', 'owner'), columns: ['id'] },
      'RELATION_NOT_READABLE',
    ],
    [
      'an entity without rows here',
      { type: 'Person', through: below('Person', 'id', null), columns: ['id'] },
      'RELATION_NOT_READABLE',
    ],
    [
      'a comparison with what is made here',
      ofPeople(['tag'], { where: { kind: 'is-null', field: 'recordKey' } }),
      'RELATION_NOT_READABLE',
    ],
    ['a field that is not there', ofPeople(['colour']), 'OPERATION_INVALID'],
    ['a type that is not there', { type: 'Car', through: root, columns: ['plate'] }, 'OPERATION_INVALID'],
    ['a list as a column', ofPeople(['visits']), 'OPERATION_INVALID'],
    [
      'another type than the field has',
      { type: 'Visit', through: root, columns: ['reason'] },
      'OPERATION_INVALID',
    ],
    [
      'a look-up as a population',
      { type: 'Pet', through: { kind: 'root', field: 'pet' }, columns: ['tag'] },
      'OPERATION_INVALID',
    ],
    [
      'no column',
      { type: 'Shelter', through: { kind: 'root', field: 'pets' }, columns: [] },
      'OPERATION_INVALID',
    ],
    ['a filter of what hangs on a parent', ofPeople(['tag'], { filter: {} }), 'OPERATION_INVALID'],
    [
      'a filter that is none',
      { type: 'Pet', through: root, columns: ['tag'], filter: { division: { within: 'x' } } },
      'VARIABLES_INVALID',
    ],
    [
      'a filter of what is not there',
      { type: 'Pet', through: root, columns: ['tag'], filter: { colour: { eq: 'x' } } },
      'VARIABLES_INVALID',
    ],
    [
      'a population by keys',
      { type: 'Pet', through: root, columns: ['tag'] },
      'OPERATION_INVALID',
      [petTag(1)],
    ],
    [
      'a bound on a population',
      {
        type: 'Pet',
        through: root,
        columns: ['tag'],
        having: { measure: 'count', field: null, op: '>', value: 1 },
      },
      'OPERATION_INVALID',
    ],
  ])('%s', async (_, read, code, ...[keys]) => {
    const answer = await askRelation(pets, { read, ...(keys ? { keys } : {}) });
    expect([answer.status, answer.error?.['code']]).toEqual([400, code]);
    expect(pets.connector.lineSelections).toEqual([]);
    expect(pets.logged.map(({ error }) => String(error))).toEqual([]);
  });
});
