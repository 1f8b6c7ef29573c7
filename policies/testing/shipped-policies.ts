import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../api-schema.ts';
import { catalogueOf } from '../catalogue.ts';
import type { PolicySource } from '../compile-policy.ts';
import { readPolicies } from '../language/read-policies.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The API schema of the committed supergraph. */
export function shippedSchema(): GraphQLSchema {
  return apiSchemaOf(readFileSync(join(ROOT, 'gateway/supergraph/generated/supergraph.graphql'), 'utf8'));
}

/** The documents that ship, read against that schema. */
export function shippedPolicies(schema: GraphQLSchema): PolicySource {
  const directory = join(ROOT, 'policies/documents');
  const files = readdirSync(directory).map((name) => ({
    name,
    text: readFileSync(join(directory, name), 'utf8'),
  }));
  return readPolicies(files, catalogueOf(schema));
}

export { SUBJECTS } from '../scenarios/subjects.ts';

/** A day on which every rule that ships is in force. */
export const TODAY = new Date('2026-11-01T12:00:00+08:00');
