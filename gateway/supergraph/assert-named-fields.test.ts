import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { IDENTIFIED_FIELDS } from '../operation/check-identifiers.ts';
import { PSEUDONYMOUS_FIELDS } from '../stages/rewrite-selections.ts';
import { assertNamedFields } from './assert-named-fields.ts';

const NAMED = [...IDENTIFIED_FIELDS, ...PSEUDONYMOUS_FIELDS];
const SDL = readFileSync(join(import.meta.dirname, 'generated/supergraph.graphql'), 'utf8');

test('the served graph has every field that the gateway goes by', () => {
  expect([...new Set(NAMED)].toSorted()).toEqual(['Enterprise.creditCode', 'Person.id', 'Person.pseudonym']);
  assertNamedFields(apiSchemaOf(SDL), NAMED);
});

test('a graph in which one was renamed is refused, so that its check can not silently be gone', () => {
  const renamed = apiSchemaOf(SDL.replaceAll(/\bcreditCode\b/gu, 'socialCreditCode'));
  expect(() => {
    assertNamedFields(renamed, NAMED);
  }).toThrow('Enterprise.creditCode');
});

test('a graph without people needs none', () => {
  assertNamedFields(buildSchema('type Query { kinds: [String] }'), NAMED);
});
