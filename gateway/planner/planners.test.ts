import { expect, test } from '@jest/globals';
import { parse, printSchema } from 'graphql';
import { SMALL_SUBGRAPHS } from '../executor/testing/federated-graph.ts';
import { smallSupergraph } from '../executor/testing/serve-subgraphs.ts';
import { createApolloPlanner } from './apollo-planner.ts';
import { createNativePlanner } from './native-planner.ts';
import { loadPlanner } from './load-planner.ts';
import type { Planner } from './planner.ts';
import { type FetchNode, fetchesOf, type PlacePath } from './query-plan.ts';
import { subgraphViewsOf } from './subgraph-views.ts';

const supergraph = smallSupergraph();
const PLANNERS: readonly Planner[] = [createNativePlanner(supergraph), createApolloPlanner(supergraph)];

const textOf = (path: PlacePath) =>
  path.map((step) => (step.kind === 'field' ? step.name : `|${step.names.join()}`)).join('.');
const fetchesFor = (planner: Planner, query: string): readonly FetchNode[] =>
  fetchesOf(planner.plan(parse(query)).root);

for (const planner of PLANNERS) {
  test(`${planner.name}: lists leave no step in a path, and a fetch knows its variables`, () => {
    const [first, second] = fetchesFor(
      planner,
      'query ($max: Int) { a: people { shelf { p: pages(max: $max) } } }',
    );
    expect(first).toMatchObject({ subgraph: 'library', isMutation: false, variables: [] });
    expect(second).toMatchObject({ subgraph: 'reviews', variables: ['max'] });
    expect(second!.parts).toMatchObject([
      {
        kind: 'entities',
        places: [
          [
            { kind: 'field', name: 'a' },
            { kind: 'field', name: 'shelf' },
          ],
        ],
      },
    ]);
  });

  test(`${planner.name}: a nested key is required by its parts`, () => {
    const fetch = fetchesFor(planner, '{ a: person(id: "x") { pet { weight } } }').at(-1)!;
    const [part] = fetch.parts;
    const [fragment] = part?.kind === 'entities' ? part.requires : [];
    expect(fragment).toMatchObject({ kind: 'fragment', type: 'Pet' });
    const fields = fragment?.kind === 'fragment' ? fragment.requires : [];
    expect(fields).toContainEqual({
      kind: 'field',
      name: 'owner',
      from: 'owner',
      requires: expect.arrayContaining([{ kind: 'field', name: 'id', from: 'id', requires: null }]),
    });
  });

  test(`${planner.name}: an operation that is not of the graph is a failed plan`, () => {
    expect(() => planner.plan(parse('{ nothingOfTheKind }'))).toThrow(
      expect.objectContaining({ code: 'PLAN_FAILED' }),
    );
  });
}

test('several entity lists for one subgraph are parts of one fetch of the native planner', () => {
  const fetch = fetchesFor(PLANNERS[0]!, '{ a: people { friend { age } best { pages } } }').find(
    ({ subgraph, parts }) => subgraph === 'reviews' && parts.length > 1,
  );
  expect(fetch?.parts.map((part) => (part.kind === 'entities' ? part.variable : null))).not.toContain(null);
  const places = fetch?.parts.flatMap((part) => (part.kind === 'entities' ? part.places.map(textOf) : []));
  expect(places).toContain('a.best');
  expect(fetch?.variables).toEqual([]);
});

test('a graph that both planners would plan wrongly is refused', async () => {
  const sdl = smallSupergraph(differing());
  for (const choice of ['native', 'apollo', 'either'] as const)
    await expect(loadPlanner(sdl, choice)).rejects.toThrow(
      '`Book.price` is required with different arguments',
    );
  await expect(loadPlanner(supergraph, 'either')).resolves.toMatchObject({ name: 'native' });
});

test('the other planner refuses conditions, under which it loses what others require', () => {
  const document = parse('query ($c: Boolean!) { people { name @include(if: $c) } }');
  expect(() => PLANNERS[1]!.plan(document)).toThrow(expect.objectContaining({ code: 'PLAN_FAILED' }));
});

test('a view has what its subgraph has, with the entities that it can be told of', () => {
  const views = subgraphViewsOf(supergraph);
  expect([...views.keys()]).toEqual(['library', 'pets', 'reviews']);
  const text = printSchema(views.get('pets')!);
  expect(text).toContain('union _Entity = Person | Pet');
  expect(text).toContain('_entities(representations: [_Any!]!): [_Entity]!');
  expect(text).not.toMatch(/people|Book|join__/u);
  expect(printSchema(views.get('library')!)).toContain('type Size {\n  w: Int\n}');
});

test('interface objects are refused, since their fields would go uncounted', () => {
  const link = SMALL_SUBGRAPHS['library']!.split('type Query')[0]!.replace(
    '"@provides"',
    '"@interfaceObject"',
  );
  const sdl = smallSupergraph({
    one: `${link} type Query { all: [Media] } interface Media @key(fields: "id") { id: ID }
      type Book implements Media @key(fields: "id") { id: ID }`,
    two: `${link} type Query { other: Int } type Media @interfaceObject @key(fields: "id") { id: ID score: Int }`,
  });
  expect(() => subgraphViewsOf(sdl)).toThrow('interface object');
});

function differing(): Readonly<Record<string, string>> {
  const reviews = SMALL_SUBGRAPHS['reviews']!.replace(
    'type Film @key',
    'extend type Book { customs: Int @requires(fields: "price(currency: \\"CNY\\")") }\n type Film @key',
  );
  return { ...SMALL_SUBGRAPHS, reviews };
}
