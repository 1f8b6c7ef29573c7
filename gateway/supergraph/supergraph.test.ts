import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { readCatalogue } from '../../policies/catalogue.ts';

/** The file that the gateway serves, as it is: composition has its own tests, this one trusts nothing before it. */
const SDL = readFileSync(join(import.meta.dirname, 'generated/supergraph.graphql'), 'utf8');
const schema = apiSchemaOf(SDL);

const holders = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType | GraphQLInterfaceType =>
    (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
);
const fields: readonly (readonly [string, GraphQLField<unknown, unknown>])[] = holders.flatMap((type) =>
  Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const),
);

test('every field of the graph is catalogued', () => {
  expect(fields.length).toBeGreaterThan(400);
  const { catalogue, gaps } = readCatalogue(schema);
  expect(gaps).toEqual([]);
  expect([...catalogue.keys()].toSorted()).toEqual(fields.map(([coordinate]) => coordinate).toSorted());
});

test('nothing that could be withheld is non-null', () => {
  expect(fields.filter(([, { type }]) => String(type).includes('!')).map(([name]) => name)).toEqual([]);
});

test('every type that is read from an agency names dataset, agency and legal basis', () => {
  const { catalogue } = readCatalogue(schema);
  const silent = [...catalogue.values()].filter(
    ({ type, datasets, agencies, bases }) =>
      schema.getType(type) !== schema.getQueryType() &&
      schema.getType(type) !== schema.getMutationType() &&
      isObjectType(schema.getType(type)) &&
      !/^(?:PageInfo|Conclusion)$|Connection$|Edge$/u.test(type) &&
      (datasets.length === 0 || agencies.length === 0 || bases.length === 0),
  );
  expect(silent.map(({ type }) => type)).toEqual([]);
});

test('the eight agencies, the audit, the imaging cloud and matching are in it', () => {
  const services = [...SDL.matchAll(/url: "http:\/\/([a-z-]+)\.invalid\/graphql"/gu)].map(([, name]) => name);
  expect(services.toSorted()).toEqual([
    'audit',
    'business-registry',
    'civil-affairs',
    'education',
    'health',
    'household-registration',
    'housing',
    'imaging',
    'labour',
    'matching',
    'vehicles',
  ]);
});

test('no root look-up takes the id of a person, except `person` itself', () => {
  const byPerson = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ args }) =>
    args.some(({ astNode }) =>
      astNode?.directives?.some(({ arguments: given }) =>
        given?.some(({ value }) => value.kind === Kind.STRING && value.value === 'Person.id'),
      ),
    ),
  );
  expect(byPerson.map(({ name }) => name)).toEqual(['person']);
});
