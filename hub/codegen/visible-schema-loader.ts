import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, parse, printSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { catalogueOf } from '../../policies/catalogue.ts';
import { compilePolicies } from '../../policies/compile-policy.ts';
import { readPolicies } from '../../policies/language/read-policies.ts';
import { visibleSchema } from '../../policies/visible-schema.ts';
import type { ApplicationId, DivisionCode, Subject } from '../../policies/vocabulary.ts';
import { type ApplicationClaims, APPLICATIONS, isApplicationName } from '../issuer/applications.ts';
import type { SchemaLoaderOptions } from './codegen-config.ts';

/**
 * The schema that a client is generated from: what its application (`application`) may see under any of its purposes,
 * as the policies stand on a day (`at`). Introspection shows the same, by the same function.
 * @throws Error for an application that the hub knows no token of.
 */
export function loadSchema(text: string, options: SchemaLoaderOptions, root: string): Promise<DocumentNode> {
  const schema = apiSchemaOf(text);
  const directory = join(root, 'policies/documents');
  const files = readdirSync(directory)
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
  const policies = compilePolicies(readPolicies(files, catalogueOf(schema)));
  const subject = subjectOf(options['application'] ?? '');
  const at = new Date(options['at'] ?? '');
  const tables = policies
    .purposesOf(subject, at)
    .flatMap((purpose) => [false, true].map((hasCase) => policies.table(subject, purpose, at, hasCase)));
  return Promise.resolve(parse(printSchema(visibleSchema(schema, tables))));
}

function subjectOf(name: string): Subject {
  if (!isApplicationName(name)) throw new Error(`codegen.yml: there is no application \`${name}\``);
  const { department, region, roles, organisation, person, clearance }: ApplicationClaims =
    APPLICATIONS[name];
  return {
    application: name as ApplicationId & typeof name,
    department,
    region: region as DivisionCode,
    roles,
    official: null,
    organisation: organisation ?? null,
    person: person ?? null,
    clearance: clearance ?? 0,
  };
}
