import { expect, test } from '@jest/globals';
import { buildSchema, parse, print, validate } from 'graphql';
import { canonicalOperation } from './canonical-document.ts';
import { createFieldNames } from './field-names.ts';

const schema = buildSchema(`
  type Query { cars(first: Int): [Car] things: [Thing] car: Car }
  type Mutation { paint(colour: String): Car }
  interface Thing { id: ID label: String }
  type Car implements Thing { id: ID label: String size: Int owner: Person next(by: Int): Car }
  type House implements Thing { id: ID label: String size: String }
  type Person { id: ID name: String }
`);
const names = createFieldNames(schema);
const canonical = (query: string) => canonicalOperation({ schema, names, document: parse(query) });
const textOf = (query: string) => {
  const { document } = canonical(query);
  expect(document && validate(schema, document)).toEqual([]);
  return document && print(document).replace(/\s+/gu, ' ');
};

test('the caller’s aliases are gone, so none can be the name of a key', () => {
  expect(textOf('{ car { id: label label: id } }')).toBe('{ car { label id } }');
});

test('one question under two aliases is one question', () => {
  const text = textOf('query ($n: Int) { a: cars(first: $n) { x: id } b: cars(first: $n) { y: label } }');
  expect(text?.match(/_0_cars: cars\(first: \$n\)/gu)).toHaveLength(2);
});

test('other arguments are another question, also than those that a plan may add', () => {
  expect(textOf('{ car { next { id } far: next(by: 2) { id } } }')).toBe(
    '{ car { _0_next: next { id } _1_next: next(by: 2) { id } } }',
  );
});

test('fields of one name and different types have different keys', () => {
  expect(textOf('{ things { ... on Car { size } ... on House { size } } }')).toBe(
    '{ things { __typename ... on Car { _0_size: size } ... on House { _1_size: size } } }',
  );
});

test('mutations that look alike are still two', () => {
  expect(textOf('mutation { a: paint(colour: "x") { id } b: paint(colour: "x") { id } }')).toBe(
    'mutation { _0_paint: paint(colour: "x") { id } _1_paint: paint(colour: "x") { id } }',
  );
});

test('fragments are inlined, and those that can never apply are gone', () => {
  const query = `{ things { ...C } } fragment C on Car { id ...T } fragment T on Thing { ... on House { size } label }`;
  expect(textOf(query)).toBe('{ things { __typename ... on Car { id ... on Thing { __typename label } } } }');
});

test('literal conditions are resolved, others stay', () => {
  expect(
    textOf('query ($c: Boolean!) { car { id @skip(if: true) label @include(if: true) size @skip(if: $c) } }'),
  ).toBe('query ($c: Boolean!) { car { label _0_size: size @skip(if: $c) } }');
  expect(textOf('{ car { id @skip(if: true) } }')).toBe('{ car { __typename } }');
});

test('the type of the root needs nobody', () => {
  expect(canonical('{ t: __typename }')).toMatchObject({ document: null, rootType: 'Query' });
});

test('nothing but a type may be called `__typename`', () => {
  expect(() => canonical('{ car { __typename: label } }')).toThrow(
    expect.objectContaining({ code: 'OPERATION_INVALID' }),
  );
});
