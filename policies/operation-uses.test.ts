import { describe, expect, test } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { usesOfOperation } from './operation-uses.ts';
import { smallGraph } from './testing/small-graph.ts';

const { schema } = smallGraph();

function uses(query: string, variables?: Record<string, unknown>, operationName?: string): readonly string[] {
  return usesOfOperation({ schema, document: parse(query), variables, operationName }).map(
    ({ path, coordinate, use }) => `${path.join('.')} ${coordinate}:${use}`,
  );
}

describe('selections', () => {
  test('are uses at their response path, under their alias', () => {
    expect(uses('{ mine: car(plate: "x") { p: plate owner { name } } }')).toEqual([
      'mine Query.car:project',
      'mine Car.plate:filter-eq',
      'mine.p Car.plate:project',
      'mine.owner Car.owner:project',
      'mine.owner.name Person.name:project',
    ]);
  });

  test('on an interface count for every type that the position can have', () => {
    const found = uses('{ things(orderBy: null) { key } }');
    expect(found).toEqual([
      'things Query.things:project',
      'things.key Car.key:project',
      'things.key Boat.key:project',
    ]);
  });

  test('on an interface inside a fragment on one type count for that type only', () => {
    const found = uses('{ things(orderBy: null) { ... on Car { ... on Thing { key } } } }');
    expect(found).toEqual(['things Query.things:project', 'things.key Car.key:project']);
  });

  test('name the type that they count for', () => {
    const found = usesOfOperation({ schema, document: parse('{ things { key } }') });
    const keys = found.filter(({ path }) => path.at(-1) === 'key').map(({ selected }) => selected);
    expect(keys).toEqual(['Car.key', 'Boat.key']);
  });

  test('of union members and of one response key in sibling fragments are each counted', () => {
    const found = uses('{ anything { ... on Car { x: plate } ... on Person { x: name } } }');
    expect(found.slice(1)).toEqual(['anything.x Car.plate:project', 'anything.x Person.name:project']);
  });

  test('of introspection and of `__typename` are no uses', () => {
    expect(uses('{ __typename __schema { types { name } } __type(name: "Car") { name } }')).toEqual([]);
  });

  test('in named fragments count, also where one is spread 2^20 times', () => {
    const chain = Array.from(
      { length: 20 },
      (_, i) => `fragment F${i} on Person { ...F${i + 1} ...F${i + 1} }`,
    );
    const found = uses(
      `{ car(plate: "x") { owner { ...F0 } } } ${chain.join(' ')} fragment F20 on Person { name }`,
    );
    expect(found.at(-1)).toBe('car.owner.name Person.name:project');
  });

  test('of a mutation are invocations', () => {
    expect(uses('mutation { scrap(plate: "x") { key } }')).toEqual([
      'scrap Mutation.scrap:invoke',
      'scrap.key Car.key:project',
    ]);
  });
});

describe('@skip and @include', () => {
  const query =
    'query ($show: Boolean = true) { car(plate: "x") { name: plate @include(if: $show) key @skip(if: true) } }';

  test('leave out what the variables leave out', () => {
    expect(uses(query, { show: false })).not.toContain('car.name Car.plate:project');
    expect(uses(query, {})).toContain('car.name Car.plate:project');
    expect(uses(query, { show: false }).join()).not.toContain('Car.key');
  });

  test('leave nothing out where the variables are not known or not boolean', () => {
    expect(uses('query ($show: Boolean!) { car(plate: "x") { key @include(if: $show) } }')).toContain(
      'car.key Car.key:project',
    );
    expect(uses(query, { show: 0 })).toContain('car.name Car.plate:project');
  });
});

describe('arguments', () => {
  const listed = (query: string, variables?: Record<string, unknown>) =>
    uses(query, variables).filter((use) => !use.endsWith(':project'));

  test('count in literals at any depth, and by the type they touch', () => {
    const found = listed(
      '{ things(orderBy: null, filter: { and: [{ key: { eq: "k" } }, { madeOn: { gte: "2026-01-01" } }] }) { key } }',
    );
    expect(found).toEqual([
      'things Car.key:filter-eq',
      'things Boat.key:filter-eq',
      'things Car.madeOn:filter-range',
    ]);
  });

  test('count in variables by what they hold, a single value standing for a list', () => {
    const query = 'query ($f: ThingFilter, $o: ThingOrder) { things(filter: $f, orderBy: $o) { key } }';
    expect(listed(query, { f: { and: { madeOn: null } }, o: { field: 'PLATE' } })).toEqual([
      'things Car.madeOn:filter-range',
      'things Car.plate:order',
    ]);
  });

  test('count in full where the variables are not known', () => {
    const query = 'query ($f: ThingFilter, $o: ThingOrder) { things(filter: $f, orderBy: $o) { key } }';
    expect(listed(query).toSorted()).toEqual([
      'things Boat.key:filter-eq',
      'things Car.key:filter-eq',
      'things Car.madeOn:filter-range',
      'things Car.madeOn:order',
      'things Car.plate:order',
    ]);
  });

  test('count by the default of the variable, else by that of the argument', () => {
    const query = 'query ($o: ThingOrder = { field: PLATE }) { things(orderBy: $o) { key } }';
    expect(listed(query, {})).toEqual(['things Car.plate:order']);
    expect(listed('{ things { key } }', {})).toEqual(['things Car.madeOn:order']);
    expect(listed('query ($o: ThingOrder) { things(orderBy: $o) { key } }', {})).toEqual([
      'things Car.madeOn:order',
    ]);
  });

  test('count where a variable stands inside a literal', () => {
    const query = 'query ($t: TextFilter) { things(orderBy: null, filter: { key: $t }) { key } }';
    expect(listed(query, { t: { eq: 'k' } })).toEqual([
      'things Car.key:filter-eq',
      'things Boat.key:filter-eq',
    ]);
    expect(listed(query, {})).toEqual([]);
  });
});

test('one operation is chosen by name; none or several are refused', () => {
  const two = 'query A { car(plate: "x") { key } } query B { car(plate: "x") { plate } }';
  expect(uses(two, {}, 'B').at(-1)).toBe('car.plate Car.plate:project');
  expect(() => uses(two)).toThrow(expect.objectContaining({ code: 'OPERATION_NAME' }));
  expect(() => uses(two, {}, 'C')).toThrow(expect.objectContaining({ code: 'OPERATION_NAME' }));
  expect(() => uses('subscription { x }')).toThrow(
    expect.objectContaining({ code: 'SUBSCRIPTION_UNSUPPORTED' }),
  );
  expect(() => uses('{ car(plate: "x") { engine } }')).toThrow(
    expect.objectContaining({ code: 'OPERATION_INVALID' }),
  );
});

describe('of a subgraph', () => {
  const subgraph = buildSubgraphSchema(
    parse(`
      type Query { car(plate: ID): Car }
      type Car @key(fields: "plateType plate") { plateType: String plate: ID owner: Person length: Int }
      type Person @key(fields: "id") { id: ID cars: [Car] }
    `),
  );
  const entityQuery =
    'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Person { cars { length } } } }';
  const of = (variables?: Record<string, unknown>) =>
    usesOfOperation({ schema: subgraph, document: parse(entityQuery), variables }).map(
      ({ coordinate, use }) => `${coordinate}:${use}`,
    );

  test('representations use the fields that they carry as join keys', () => {
    const r = [{ __typename: 'Person', id: 'RID:1', cars: [{ length: 3 }] }];
    expect(of({ r })).toEqual([
      'Person.id:join-key',
      'Person.cars:join-key',
      'Car.length:join-key',
      'Person.cars:project',
      'Car.length:project',
    ]);
  });

  test('representations that are not known use every key', () => {
    expect(
      of()
        .filter((use) => use.endsWith(':join-key'))
        .toSorted(),
    ).toEqual(['Car.plate:join-key', 'Car.plateType:join-key', 'Person.id:join-key']);
  });

  test('a type that the subgraph does not know is counted under its own name', () => {
    expect(of({ r: [{ __typename: 'Ship', name: 'x' }] })).toContain('Ship.name:join-key');
  });

  test('its own description uses nothing', () => {
    expect(usesOfOperation({ schema: subgraph, document: parse('{ _service { sdl } }') })).toEqual([]);
  });
});
