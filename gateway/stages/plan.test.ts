import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type {
  DecisionTable,
  FieldCoordinate,
  MaskKind,
  Permit,
  RuleId,
  Use,
} from '../../policies/vocabulary.ts';
import type { Fetcher } from '../create-fetcher.ts';
import {
  admittedOf,
  allowedOperation,
  DENIAL,
  exchangeOf,
  PERMIT,
  PERMIT_ALL,
  tableOf,
} from '../executor/testing/allowed-operation.ts';
import { type SmallHub, startSmallHub } from '../executor/testing/federated-hub.ts';

let hub: SmallHub;
let fetcher: Fetcher;

beforeAll(async () => {
  hub = await startSmallHub();
  fetcher = await hub.fetcher();
});
afterAll(() => hub.close());
beforeEach(() => {
  for (const { seen } of Object.values(hub.subgraphs)) seen.length = 0;
});

const at = (name: string) => name as FieldCoordinate;

/** Denies these uses (`Type.field:use`), permits all others. */
function denying(...uses: readonly string[]): DecisionTable {
  return tableOf((coordinate, use) => (uses.includes(`${coordinate}:${use}`) ? DENIAL : null));
}

/** No field may be read for a plan alone, but for these. */
function noKeysBut(...coordinates: readonly string[]): DecisionTable {
  return tableOf((coordinate, use) => {
    if (use === 'join-key') return coordinates.includes(coordinate) ? PERMIT : DENIAL;
    return coordinate.endsWith('.id') || coordinate.endsWith('.isbn') || coordinate.endsWith('.price')
      ? DENIAL
      : null;
  });
}

const usesOf = (text: string, table = PERMIT_ALL, more = {}) => {
  const { permits } = fetcher.plan(allowedOperation(text, {}, { table, ...more }));
  return Object.fromEntries(Object.values(permits).map(({ subgraph, uses }) => [subgraph, uses]));
};

test('each subgraph is granted what it is asked and told, and what only the plan reads as a key', () => {
  expect(usesOf('{ people { name age } }')).toEqual({
    library: ['Person.id:join-key', 'Person.name:project', 'Query.people:project'],
    reviews: ['Person.age:project', 'Person.id:join-key'],
  });
});

test('a key that the caller asked for is granted as asked', () => {
  expect(usesOf('{ people { id age } }')['library']).toEqual(['Person.id:project', 'Query.people:project']);
});

test('what a computed field requires is granted to who gives it and to who is told it', () => {
  expect(usesOf('{ person(id: "ada") { best { shipping } } }')).toEqual({
    library: expect.arrayContaining(['Book.price:join-key', 'Book.isbn:join-key']),
    reviews: ['Book.isbn:join-key', 'Book.price:join-key', 'Book.shipping:project'],
  });
});

for (const planner of ['native', 'apollo'] as const)
  test(`a key that nothing covers costs the fields behind it and nothing else (${planner})`, async () => {
    const strict = await hub.fetcher({ planner });
    const query = '{ people(first: 2) { name years: age shelf { code pages } pet { kind } } }';
    const table = noKeysBut('Book.isbn');
    const checked = strict.plan(allowedOperation(query, {}, { table }));
    const raw = await strict.fetch(exchangeOf(), admittedOf(checked));
    expect(raw.errors).toEqual(
      expect.arrayContaining([
        { code: 'PLAN_UNCOVERED', path: ['people', 'years'], detail: {} },
        { code: 'PLAN_UNCOVERED', path: ['people', 'pet'], detail: {} },
      ]),
    );
    expect(raw.errors).toHaveLength(2);
    expect(raw.data).toMatchObject({
      people: [
        { name: 'ADA', years: null, pet: null },
        { name: 'BO', years: null, pet: null },
      ],
    });
    const shelf = (raw.data!['people'] as { shelf: unknown }[]).map((person) => person.shelf);
    expect(JSON.stringify(shelf)).toMatch(/"pages":\d/u);
    const seen = Object.values(hub.subgraphs).flatMap((subgraph) => subgraph.seen);
    expect(seen.map(({ query: text }) => text).join()).not.toMatch(/\b(?:age|pet|id)\b/u);
  });

test('a required field that nothing covers is not read, and what is computed from it is uncovered', async () => {
  const table = noKeysBut('Book.isbn', 'Person.id');
  const allowed = allowedOperation('{ person(id: "bo") { best { shipping pages } } }', {}, { table });
  const raw = await fetcher.fetch(exchangeOf(), admittedOf(fetcher.plan(allowed)));
  expect(raw.errors).toEqual([{ code: 'PLAN_UNCOVERED', path: ['person', 'best', 'shipping'], detail: {} }]);
  expect(raw.data).toEqual({ person: { best: { shipping: null, pages: expect.any(Number) } } });
  expect(hub.subgraphs['library']!.seen.map(({ query }) => query).join()).not.toContain('price');
});

test('a derivation that policy declares covers what it reads, where its result is asked', () => {
  const derivation = {
    input: at('Book.price'),
    output: at('Book.shipping'),
    rule: 'library/shipping' as RuleId,
  };
  const table = { ...noKeysBut('Book.isbn'), derivations: [{ ...derivation, legalBasis: ['a postal law'] }] };
  const ask = (query: string) => fetcher.plan(allowedOperation(query, {}, { table }));
  const checked = ask('{ person(id: "bo") { best { shipping } } }');
  expect(checked.uncovered).toEqual([]);
  expect(checked.permits['library']!.uses).toContain('Book.price:join-key');
  expect(checked.permits['library']!.legalBasis).toEqual(['a law', 'a postal law']);
  expect(ask('{ person(id: "bo") { best { pages } } }').permits['library']!.uses).not.toContain(
    'Book.price:join-key',
  );
});

test('what the gateway reads for itself is granted as a key, not as shown', () => {
  const internalReads = [
    { coordinate: at('Person.id'), responseKey: '_sluice_id', neededBy: at('Person.name') },
  ];
  const query = '{ people { _sluice_id: id name } }';
  const table = noKeysBut();
  expect(usesOf(query, table, { internalReads })).toEqual({
    library: ['Person.id:join-key', 'Person.name:project', 'Query.people:project'],
  });
});

test('a permit to see only a masked value is no permit to read the bare one for a plan', () => {
  const masked: Permit = { ...PERMIT, mask: 'id.1-1' as MaskKind };
  const table = tableOf((coordinate, use) => {
    if (coordinate !== 'Person.id') return null;
    return use === 'join-key' ? DENIAL : masked;
  });
  const checked = fetcher.plan(allowedOperation('{ people { name age } }', {}, { table }));
  expect(checked.uncovered).toEqual([['_0_people', 'age']]);
});

test('a use that the table denies is refused although the operation still has it', () => {
  const table = denying('Query.people:project');
  const checked = fetcher.plan(allowedOperation('{ people { name } kinds }', {}, { table }));
  expect(checked.uncovered).toEqual([['_0_people']]);
  expect(Object.keys(checked.permits)).toEqual(['pets']);
});

test('masks go to the source, but for fields that another fetch requires bare', () => {
  const sourceMasks = {
    [at('Book.name')]: 'name.surname' as MaskKind,
    [at('Book.price')]: 'number.band' as MaskKind,
  };
  const query = '{ person(id: "bo") { best { name price shipping } } }';
  const checked = fetcher.plan(allowedOperation(query, {}, { sourceMasks }));
  expect(checked.permits['library']!.masks).toEqual({ 'Book.name': 'name.surname' });
  expect(checked.gatewayMasks).toEqual({ 'Book.price': 'number.band' });
  const alone = fetcher.plan(
    allowedOperation('{ person(id: "bo") { best { price } } }', {}, { sourceMasks }),
  );
  expect(alone.permits['library']!.masks).toEqual({ 'Book.price': 'number.band' });
  expect(alone.gatewayMasks).toEqual({});
});

test('row filters reach every subgraph that has the type, also those of what only the plan reads', () => {
  const table: DecisionTable = {
    ...tableOf((coordinate, use: Use) =>
      coordinate === 'Book.isbn' && use === 'join-key' ? { ...PERMIT, rows: ['region'] } : null,
    ),
  };
  const rows = { Person: ['region', 'consent'] } as const;
  const { permits } = fetcher.plan(
    allowedOperation('{ person(id: "bo") { best { pages } } }', {}, { table, rows }),
  );
  const person = ['region', 'consent'];
  expect(permits['library']!.rows).toEqual({ Person: person, Book: ['region'] });
  expect(permits['reviews']!.rows).toEqual({ Person: person, Book: ['region'] });
});

test('a plan is made once for equal questions, but granted by each table for itself', () => {
  const query = '{ people { name age } }';
  const first = fetcher.plan(allowedOperation(query));
  expect(fetcher.plan(allowedOperation(query)).planId).toBe(first.planId);
  const other = fetcher.plan(
    allowedOperation(query, {}, { table: denying('Person.id:join-key', 'Person.id:project') }),
  );
  expect(other.planId).not.toBe(first.planId);
  expect(other.uncovered).toEqual([['_0_people', 'age']]);
  expect(fetcher.plan(allowedOperation(query)).uncovered).toEqual([]);
});

test('where nothing may be asked, nobody is', async () => {
  const checked = fetcher.plan(allowedOperation('{ kinds }', {}, { document: null }));
  const raw = await fetcher.fetch(exchangeOf(), admittedOf(checked));
  expect(raw).toMatchObject({ data: {}, errors: [], fetches: 0 });
});
