import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../api-schema.ts';
import { catalogueOf } from '../catalogue.ts';
import type { PolicySource } from '../compile-policy.ts';
import { readPolicies } from '../language/read-policies.ts';
import type { ApplicationId, DivisionCode, Subject } from '../vocabulary.ts';

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

const subject = (
  application: string,
  department: string,
  region: string,
  roles: readonly string[],
): Subject => ({
  application: application as ApplicationId,
  department,
  region: region as DivisionCode,
  roles,
  official: null,
  organisation: null,
  clearance: 0,
});

/** The subjects that the development issuer makes tokens for, and the audit subgraph's own. */
export const SUBJECTS = {
  'social-assistance': subject('social-assistance', 'civil-affairs', '230000', ['application']),
  auditor: subject('auditor', 'audit-office', '230000', ['auditor']),
  'data-steward': subject('data-steward', 'data-bureau', '230000', ['steward']),
  hospital: subject('hospital', 'hospital', '230100', ['application', 'clinician']),
  'audit-engine': subject('audit-engine', 'audit-office', '230000', ['audit-engine']),
} as const satisfies Record<string, Subject>;

/** A day on which every rule that ships is in force. */
export const TODAY = new Date('2026-11-01T12:00:00+08:00');
