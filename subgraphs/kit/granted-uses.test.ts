import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import { createSubgraphSchema } from './create-subgraph-schema.ts';
import { GrantedUses } from './granted-uses.ts';
import { PETS, PETS_SCHEMA } from './testing/pets-subgraph.ts';

const checked = new GrantedUses(createSubgraphSchema(PETS, PETS_SCHEMA));

/** Asks twice under one grant: what was remembered of the first time must not decide the second differently. */
function check(
  query: string,
  uses: readonly string[],
  variables: Readonly<Record<string, unknown>> = {},
): void {
  const grant = { uses } as GrantClaims;
  const operation = { text: query, document: parse(query), variables, grant };
  const outcomes = [0, 1].map(() => {
    try {
      checked.check(operation);
      return null;
    } catch (error) {
      return error;
    }
  });
  expect(outcomes[0]).toEqual(outcomes[1]);
  if (outcomes[0]) throw outcomes[0] as Error;
}
const exceeding = (field: string, use: string) =>
  expect.objectContaining({ code: 'GRANT_EXCEEDED', detail: { field, use } });

const LIST = ['Query.pets:project', 'PetConnection.nodes:project', 'Pet.tag:project'];
const list = '{ pets { nodes { tag } } }';

test('what is granted may be asked, and each missing use is named', () => {
  check(list, LIST);
  for (const missing of LIST) {
    const [field = '', use = ''] = missing.split(':');
    expect(() =>
      check(
        list,
        LIST.filter((each) => each !== missing),
      ),
    ).toThrow(exceeding(field, use));
  }
});

test('a field under an alias, in a fragment or behind @include counts', () => {
  for (const query of [
    '{ pets { nodes { tag x: name } } }',
    '{ pets { nodes { tag ...F } } } fragment F on Pet { name }',
    'query ($is: Boolean!) { pets { nodes { tag name @include(if: $is) } } }',
  ])
    expect(() => check(query, LIST, { is: true })).toThrow(exceeding('Pet.name', 'project'));
  check('query ($is: Boolean!) { pets { nodes { tag name @include(if: $is) } } }', LIST, { is: false });
});

test('filters and orderings count, in the text and in variables', () => {
  const filter = 'query ($filter: PetFilter) { pets(filter: $filter) { nodes { tag } } }';
  const order = 'query ($order: PetOrder) { pets(orderBy: $order) { nodes { tag } } }';
  check(filter, LIST, { filter: {} });
  expect(() => check(filter, LIST, { filter: { name: { eq: 'Rex' } } })).toThrow(
    exceeding('Pet.name', 'filter-eq'),
  );
  expect(() => check('{ pets(filter: { worth: { lt: 5 } }) { nodes { tag } } }', LIST)).toThrow(
    exceeding('Pet.worth', 'filter-range'),
  );
  expect(() => check(order, LIST, { order: { field: 'WORTH' } })).toThrow(exceeding('Pet.worth', 'order'));
  check(order, [...LIST, 'Pet.worth:order'], { order: { field: 'WORTH' } });
});

const entities =
  'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Pet { name } ... on Person { pets { tag } } } }';
const ENTITIES = ['Pet.name:project', 'Person.pets:project', 'Pet.tag:join-key', 'Person.id:join-key'];

test('representations are covered by a key that is granted as a key or to be shown', () => {
  const r = [
    { __typename: 'Pet', tag: 'T1' },
    { __typename: 'Person', id: 'RID:1' },
  ];
  check(entities, ENTITIES, { r });
  check(entities, ['Pet.name:project', 'Person.pets:project', 'Pet.tag:project', 'Person.id:project'], { r });
  expect(() => check(entities, ENTITIES.slice(0, 3), { r })).toThrow(exceeding('Person.id', 'join-key'));
});

test('a field that rides along in a representation counts, also when earlier ones were sound', () => {
  check(entities, ENTITIES, { r: [{ __typename: 'Pet', tag: 'T1' }] });
  for (const rider of [
    { __typename: 'Pet', tag: 'T1', worth: 5 },
    { __typename: 'Pet', tag: 'T1', owner: { __typename: 'Person', name: 'x' } },
    { __typename: 'Other', id: 1 },
  ])
    expect(() => check(entities, ENTITIES, { r: [{ __typename: 'Pet', tag: 'T1' }, rider] })).toThrow(
      expect.objectContaining({ code: 'GRANT_EXCEEDED' }),
    );
});

test('representations written into the text count too', () => {
  const query =
    '{ _entities(representations: [{ __typename: "Shelter", code: "S1" }]) { ... on Pet { name } } }';
  expect(() => check(query, ENTITIES)).toThrow(exceeding('Shelter.code', 'join-key'));
});

test('several operations in one text are refused: which one would run?', () => {
  expect(() => check('query A { pets { nodes { tag } } } query B { pets { nodes { tag } } }', LIST)).toThrow(
    expect.objectContaining({ code: 'OPERATION_NAME' }),
  );
});
