import { expect, jest, test } from '@jest/globals';
import { GraphQLID, print } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { ANNA } from '../testing/small-federation.ts';
import { statistics } from '../testing/small-graph.ts';
import { readSmall, type SmallQuestion } from '../testing/small-spine.ts';

function refusal(query: string, question?: SmallQuestion): SluiceError {
  try {
    readSmall(query, question);
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const textOf = (query: string, question?: SmallQuestion) => print(readSmall(query, question).document);

test('equal questions have equal text, whether values stand in it or not, and none stays', () => {
  const literal = readSmall(`{ person(id: "${ANNA}") { ...Who } } fragment Who on Person { name }`);
  const variable = readSmall(
    'query Named($who: ID!) { person(id: $who) { ... on Record { ... on Person { name } } } }',
    {
      variables: { who: ANNA },
    },
  );
  expect(print(literal.document)).toBe(print(variable.document));
  expect(literal.operationHash).toBe(variable.operationHash);
  expect(print(literal.document)).not.toContain('2399');
  expect(literal.variables).toEqual({ a1: ANNA });
});

test('@skip and @include are resolved from variables before anything is decided', () => {
  const query = `query ($no: Boolean = false, $yes: Boolean!) {
    people(ids: []) { name @include(if: $no) note @skip(if: $yes) id @include(if: $yes) ... @skip(if: true) { faith } }
  }`;
  expect(textOf(query, { variables: { yes: true } })).toBe(
    'query ($a1: [ID!]) {\n  people(ids: $a1) {\n    id\n  }\n}',
  );
});

test('fields of one response key are merged, narrowing fragments stay apart', () => {
  const query =
    '{ records { ... on Grant { to { name } } ... on Grant { to { note } } ... on Record { note } } }';
  expect(textOf(query)).toBe(
    '{\n  records {\n    ... on Grant {\n      to {\n        name\n        note\n      }\n    }\n    note\n  }\n}',
  );
});

test.each([
  ['a syntax error', '{ people { name }', 'OPERATION_SYNTAX'],
  ['no operation', 'fragment F on Person { name }', 'OPERATION_NAME'],
  ['an unknown field', '{ people { nam } }', 'OPERATION_INVALID'],
  ['an unused fragment', '{ people { name } } fragment F on Person { name }', 'OPERATION_INVALID'],
  ['a fragment in a circle', '{ people { ...F } } fragment F on Person { ...F }', 'OPERATION_INVALID'],
  ['a subscription', 'subscription { anything }', 'SUBSCRIPTION_UNSUPPORTED'],
  ['an alias of the gateway’s own', '{ people { _sluice_id: name } }', 'OPERATION_INVALID'],
  ['an alias that poses as a type', '{ people { __typename: name } }', 'OPERATION_INVALID'],
  ['schema and data at once', '{ __schema { description } people { name } }', 'OPERATION_INVALID'],
  ['a page too large', '{ vehicles(first: 1000000) { nodes { use } } }', 'OPERATION_TOO_COSTLY'],
  ['a page larger than agencies give', '{ vehicles(first: 501) { nodes { use } } }', 'OPERATION_TOO_COSTLY'],
  ['a page below none', '{ vehicles(first: -1) { nodes { use } } }', 'VARIABLES_INVALID'],
  [
    'an identifier that fails its check',
    '{ person(id: "RID:239901195001010017") { name } }',
    'IDENTIFIER_INVALID',
  ],
  [
    'such an identifier deep in a filter',
    '{ vehicles(filter: { owner: { in: ["RID:1"] } }) { nodes { use } } }',
    'IDENTIFIER_INVALID',
  ],
  [
    'a day that does not exist',
    '{ vehicles(filter: { boughtOn: { gte: "2026-02-30" } }) { nodes { use } } }',
    'OPERATION_INVALID',
  ],
])('%s is refused: %s', (_, query, code) => {
  expect(refusal(query)).toMatchObject({ code });
});

test('what is too large, too deep or has too many aliases is refused before it is validated', () => {
  const unknown = 'x{'.repeat(40) + 'y' + '}'.repeat(40);
  expect(refusal(`{ ${unknown} }`).code).toBe('OPERATION_TOO_DEEP');
  const fragments = Array.from(
    { length: 40 },
    (_, at) => `fragment F${at} on X { ...F${at + 1} ...F${at + 1} }`,
  );
  const bomb = `{ ...F0 } ${fragments.join(' ')} fragment F40 on X { y }`;
  expect(refusal(bomb).code).toBe('OPERATION_TOO_LARGE');
  const aliases = Array.from({ length: 200 }, (_, at) => `a${at}: x`).join(' ');
  expect(refusal(`{ ${aliases} }`).code).toBe('OPERATION_TOO_MANY_ALIASES');
  expect(refusal(`{ ${'x '.repeat(5000)} }`).code).toBe('OPERATION_TOO_LARGE');
  expect(refusal(`{ ${'[{'.repeat(3000)} }`).code).toMatch(/^OPERATION_/u);
});

test('of a day that is none it is said which argument it is, and how a day is written', () => {
  const literal = refusal('{ vehicles(filter: { boughtOn: { gte: "1.11.2026" } }) { nodes { use } } }');
  expect([literal.code, literal.detail]).toEqual([
    'OPERATION_INVALID',
    {
      problems: ['argument "filter.boughtOn.gte": Date is written like 2026-11-01 (line 1, column 39)'],
    },
  ]);
  const within = refusal('query ($f: VehicleFilter) { vehicles(filter: $f) { nodes { use } } }', {
    variables: { f: { boughtOn: { gte: 'SECRET-6', lt: '2026-11-01' } } },
  });
  expect([within.code, within.detail]).toEqual([
    'VARIABLES_INVALID',
    { variables: ['f'], problems: ['$f.boughtOn.gte: Date is written like 2026-11-01'] },
  ]);
});

test('complaints suggest nothing and repeat no value', () => {
  const typo = refusal('{ people { nam fait } }');
  expect(JSON.stringify(typo.detail)).not.toMatch(/did you mean|faith|"name"/iu);
  const literal = refusal('{ vehicles(first: "SECRET-1") { nodes { use } } }');
  expect(JSON.stringify(literal.detail)).not.toContain('SECRET-1');
  const name = refusal('{ vehicles(orderBy: { field: SECRET5 }) { nodes { use } } }');
  expect([name.code, JSON.stringify(name.detail).includes('SECRET5')]).toEqual(['OPERATION_INVALID', false]);
  const variable = refusal(
    'query ($n: Int, $d: Date) { vehicles(first: $n, filter: { boughtOn: { gte: $d } }) { nodes { use } } }',
    {
      variables: { n: 'SECRET-2', d: 'SECRET-3' },
    },
  );
  expect(variable).toMatchObject({
    code: 'VARIABLES_INVALID',
    detail: {
      variables: ['n', 'd'],
      problems: ['$n: a value of type Int is expected', '$d: Date is written like 2026-11-01'],
    },
  });
  expect(JSON.stringify([variable.detail, variable.message])).not.toContain('SECRET');
  const identifier = refusal('{ person(id: "RID:SECRET-4") { name } }');
  expect(JSON.stringify(identifier.detail)).not.toContain('SECRET-4');
});

test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
  ['a variable that is missing', '$o: VehicleOrder!', {}, '$o: a value of type VehicleOrder! is required'],
  ['a variable that is null', '$o: VehicleOrder!', { o: null }, '$o: it must not be null'],
  [
    'a field that is missing',
    '$o: VehicleOrder',
    { o: {} },
    '$o: its field "field" of type VehicleOrderField! is missing',
  ],
  [
    'a field that there is not',
    '$o: VehicleOrder',
    { o: { field: 'USE', SECRET7: 1 } },
    '$o: a field was given that VehicleOrder does not have',
  ],
  // By weight nobody may order here: what is hidden is not named.
  [
    'a value that is none',
    '$o: VehicleOrder',
    { o: { field: 'SECRET8' } },
    '$o.field: one of USE is expected',
  ],
  ['no object', '$o: VehicleOrder', { o: 'SECRET9' }, '$o: an object is expected'],
])(
  'of %s it is said which part of the variable it is, and what is expected',
  (_, declared, variables, words) => {
    const { code, detail } = refusal(`query (${declared}) { vehicles(orderBy: $o) { nodes { use } } }`, {
      variables,
    });
    expect([code, detail]).toEqual(['VARIABLES_INVALID', { variables: ['o'], problems: [words] }]);
  },
);

test.each([
  [{}, '$o: a field that it must have is missing'],
  [{ field: 'USE', SECRET10: 1 }, '$o: a field was given that it does not have'],
  [{ field: 'SECRET11' }, '$o.field: it is none of the values that are expected'],
])('who may not see a type is told the place and nothing of the type: %j', (o, words) => {
  const question = { variables: { o }, purpose: statistics };
  const { detail } = refusal(
    'query ($o: VehicleOrder) { vehicles(orderBy: $o) { nodes { use } } }',
    question,
  );
  expect(detail).toEqual({ variables: ['o'], problems: [words] });
});

test('of however many wrong parts no more are looked at than are told, over all variables', () => {
  const looked = jest.spyOn(GraphQLID, 'parseValue');
  const wrong = Array.from({ length: 80_000 }, () => ({}));
  const { code, detail } = refusal(
    'query ($a: [ID!], $b: [ID!]) { people(ids: $a) { note } more: people(ids: $b) { note } }',
    { variables: { a: wrong.slice(0, 2), b: wrong } },
  );
  const times = looked.mock.calls.length;
  looked.mockRestore();
  expect([code, detail]).toEqual([
    'VARIABLES_INVALID',
    {
      variables: ['a', 'b'],
      problems: ['$a.0', '$a.1', '$b.0', '$b.1', '$b.2'].map(
        (place) => `${place}: a value of type ID is expected`,
      ),
    },
  ]);
  expect(times).toBeLessThanOrEqual(12);
});

test('a null for a variable that has a default is the caller’s mistake', () => {
  const condition = 'query ($yes: Boolean = true) { people { name @include(if: $yes) } }';
  expect(refusal(condition, { variables: { yes: null } }).code).toBe('VARIABLES_INVALID');
  const argument = `query ($id: ID = "${ANNA}") { person(id: $id) { name } }`;
  expect(refusal(argument, { variables: { id: null } }).code).toBe('VARIABLES_INVALID');
  expect(readSmall(argument).variables).toEqual({ a1: ANNA });
});

test('of several operations one is named', () => {
  const two = 'query A { people { name } } query B { people { note } }';
  expect(refusal(two).code).toBe('OPERATION_NAME');
  expect(refusal(two, { operationName: 'C' }).code).toBe('OPERATION_NAME');
  expect(textOf(two, { operationName: 'B' })).toContain('note');
});

test('data needs a purpose, the schema does not', () => {
  expect(refusal('{ people { name } }', { purpose: null }).code).toBe('PURPOSE_MISSING');
  const introspection = readSmall('query ($t: String!) { __type(name: $t) { name } __typename }', {
    purpose: null,
    variables: { t: 'Person' },
  });
  expect(introspection).toMatchObject({ kind: 'introspection', variables: { a1: 'Person' } });
});
