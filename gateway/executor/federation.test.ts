import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, type GraphQLSchema, parse } from 'graphql';
import type { Fetcher } from '../create-fetcher.ts';
import { resetSmallData } from './testing/federated-graph.ts';
import { ask, type SmallHub, startSmallHub } from './testing/federated-hub.ts';
import { smallMonolith } from './testing/federated-monolith.ts';

let hub: SmallHub;
let monolith: GraphQLSchema;

beforeAll(async () => {
  hub = await startSmallHub();
  monolith = smallMonolith(hub.schema);
});
afterAll(() => hub.close());
beforeEach(() => {
  resetSmallData();
  for (const { seen } of Object.values(hub.subgraphs)) seen.length = 0;
});

/** What federation can ask of a plan, each answered as one schema would. */
const CASES: Readonly<Record<string, string>> = {
  'entities in lists of lists, with nulls among them': '{ people { shelf { isbn pages reviews { body } } } }',
  'one entity at many places': '{ people { best { pages } media { __typename ... on Book { pages } } } }',
  'a union': '{ media { __typename ... on Book { isbn pages } ... on Film { minutes name } } }',
  'an interface': '{ things { __typename name price(currency: "CNY") ... on Film { minutes } } }',
  'a field that requires another with an argument': '{ media { __typename ... on Book { shipping } } }',
  'what is required beside the same field asked otherwise':
    '{ media { __typename ... on Book { shipping price(currency: "CNY") } ... on Film { taxed price } } }',
  'a field that a subgraph provides on the way': '{ newest { author { nick name } } }',
  'a nested and compound key': '{ people { pet { weight kind } } }',
  'a compound key': '{ media { __typename ... on Film { country code minutes } } }',
  'a value type of which two subgraphs know a half': '{ people { best { size { w h } } } }',
  'an alias that is the name of the key': '{ people { id: name name: id age } }',
  'an alias that is the name of a required field':
    '{ media { __typename ... on Book { price: name isbn: code shipping } } }',
  'one field under two aliases': '{ people { a: best { pages } b: best { code } } }',
  'equal aliases on different types':
    '{ media { __typename ... on Book { n: pages } ... on Film { n: code minutes } } }',
  'fields of one name with different types':
    '{ media { __typename ... on Book { b: code } ... on Film { f: code } } }',
  'a long way through': '{ people { friend { friend { pet { owner { best { author { nick } } } } } } } }',
  'an enum': '{ kinds people { pet { kind } } }',
  nobody: '{ person(id: "nobody") { name age pet { kind } } }',
  'the type of the root': '{ __typename kinds }',
  'the type of the root alone': '{ __typename }',
};

for (const planner of ['native', 'apollo'] as const)
  describe(planner, () => {
    let fetcher: Fetcher;
    beforeAll(async () => {
      fetcher = await hub.fetcher({ planner });
    });

    for (const [name, query] of Object.entries(CASES))
      test(name, async () => {
        const expected = await execute({ schema: monolith, document: parse(query) });
        const raw = await ask(fetcher, query);
        expect(raw.errors).toEqual([]);
        expect(raw.data).toEqual(expected.data);
      });

    test('mutations of several subgraphs are carried out in order, twice where asked twice', async () => {
      const query = `mutation {
        a: rename(id: "ada", name: "x") { name age }
        b: grow(id: "ada") { age name }
        c: rename(id: "ada", name: "x") { name age }
      }`;
      const raw = await ask(fetcher, query);
      expect(raw.data).toEqual({
        a: { name: 'x', age: expect.any(Number) },
        b: { age: expect.any(Number), name: 'x' },
        c: { name: 'xx', age: expect.any(Number) },
      });
      const mutations = Object.values(hub.subgraphs)
        .flatMap(({ seen }) => seen)
        .filter(({ query: text }) => text.startsWith('mutation'));
      expect(mutations).toHaveLength(3);
    });

    test('each entity is told once, however often it stands in the answer', async () => {
      await ask(fetcher, '{ people { friend { age } shelf { pages } } again: people { friend { age } } }');
      const told = hub.subgraphs['reviews']!.seen.flatMap(({ variables }) =>
        Object.values(variables).filter(Array.isArray),
      );
      for (const representations of told) {
        const texts = representations.map((each) => JSON.stringify(each));
        expect(texts).toEqual([...new Set(texts)]);
      }
      expect(told.length).toBeGreaterThan(0);
    });

    test('what one alias asks and another asks again is asked of the subgraph once', async () => {
      const raw = await ask(fetcher, '{ a: kinds b: kinds }');
      expect(raw.data).toEqual({ a: ['CAT', 'DOG'], b: ['CAT', 'DOG'] });
      expect(hub.subgraphs['pets']!.seen).toHaveLength(1);
      expect(raw.fetches).toBe(1);
    });
  });

test('conditions by variable leave out what they guard, and its fetches', async () => {
  const fetcher = await hub.fetcher({ planner: 'native' });
  const query = `query ($skip: Boolean!, $with: Boolean!) {
    people { id age @skip(if: $skip) pet @include(if: $with) { weight } }
  }`;
  for (const skip of [true, false])
    for (const include of [true, false]) {
      for (const { seen } of Object.values(hub.subgraphs)) seen.length = 0;
      const variables = { skip, with: include };
      const expected = await execute({
        schema: monolith,
        document: parse(query),
        variableValues: variables,
      });
      const raw = await ask(fetcher, query, variables);
      expect(raw.data).toEqual(expected.data);
      expect(hub.subgraphs['reviews']!.seen.length > 0).toBe(!skip);
      expect(hub.subgraphs['pets']!.seen.length > 0).toBe(include);
    }
});

test('a plan that the native planner can not make is made by the other', async () => {
  const query = '{ things { __typename ... on Book { reviews { about { shipping } } } } }';
  const native = await hub.fetcher({ planner: 'native' });
  await expect(async () => ask(native, query)).rejects.toMatchObject({ code: 'PLAN_FAILED' });
  const raw = await ask(await hub.fetcher(), query);
  const expected = await execute({ schema: monolith, document: parse(query) });
  expect(raw.data).toEqual(expected.data);
});
