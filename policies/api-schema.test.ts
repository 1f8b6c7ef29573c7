import { expect, test } from '@jest/globals';
import { printSchema, validateSchema } from 'graphql';
import { apiSchemaOf } from './api-schema.ts';
import { catalogueOf, readCatalogue } from './catalogue.ts';
import { shippedSchema } from './testing/shipped-policies.ts';
import { smallGraph } from './testing/small-graph.ts';
import type { FieldCoordinate } from './vocabulary.ts';

const HEAD = `
  directive @link(url: String, import: [link__Import]) repeatable on SCHEMA
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT
  directive @join__field(graph: join__Graph, external: Boolean) repeatable on FIELD_DEFINITION
  directive @catalogue(share: String!, grade: Int!, tags: [String!]) on FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION
  scalar link__Import
  enum join__Graph { A @join__graph(name: "agency-a", url: "x") B @join__graph(name: "agency-b", url: "y") }
  schema @link(url: "u") { query: Query }
`;
const supergraph = (fields: string) =>
  `${HEAD} type Query @join__type(graph: A) @join__type(graph: B) { ${fields} }`;
const ENTRY = '@catalogue(share: "conditional", grade: 2, tags: ["b", "a"])';

test('the machinery of federation is gone; the catalogue is not', () => {
  const schema = apiSchemaOf(supergraph(`one: ID ${ENTRY} @join__field(graph: A)`));
  expect(validateSchema(schema)).toEqual([]);
  expect(printSchema(schema)).not.toMatch(/join__|link/u);
  expect(catalogueOf(schema).get('Query.one' as FieldCoordinate)).toEqual({
    type: 'Query',
    field: 'one',
    concludesFrom: [],
    output: 'ID',
    share: 'conditional',
    grade: 2,
    tags: ['a', 'b'],
    datasets: [],
    agencies: [],
    bases: [],
    providers: ['agency-a'],
    subjectPath: null,
    isKey: false,
  });
});

test('who provides a field is kept: all that have the type, or those that the field names', () => {
  const fields = `both: ID ${ENTRY} other: ID ${ENTRY} @join__field(graph: A, external: true) @join__field(graph: B)`;
  const catalogue = catalogueOf(apiSchemaOf(supergraph(fields)));
  expect(catalogue.get('Query.both' as FieldCoordinate)?.providers).toEqual(['agency-a', 'agency-b']);
  expect(catalogue.get('Query.other' as FieldCoordinate)?.providers).toEqual(['agency-b']);
});

test('elements hidden by other means than policy are refused', () => {
  expect(() => apiSchemaOf(supergraph('one: ID @inaccessible'))).toThrow('@inaccessible');
});

test('fields without a sound catalogue entry are named', () => {
  const fields =
    'none: ID wrong: ID @catalogue(share: "secret", grade: 2) grade: ID @catalogue(share: "conditional", grade: 5)';
  const schema = apiSchemaOf(supergraph(fields));
  expect(readCatalogue(schema).gaps).toEqual([
    { coordinate: 'Query.none', problem: 'is missing' },
    { coordinate: 'Query.wrong', problem: 'has no sharing class' },
    { coordinate: 'Query.grade', problem: 'has no grade from 1 to 4' },
  ]);
  expect(() => catalogueOf(schema)).toThrow('Query.none is missing');
});

test('the graph that ships has an entry for every field', () => {
  const schema = shippedSchema();
  expect(validateSchema(schema)).toEqual([]);
  expect(readCatalogue(schema).gaps).toEqual([]);
  expect(readCatalogue(smallGraph().schema).gaps).toEqual([]);
});
