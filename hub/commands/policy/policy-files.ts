import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { apiSchemaOf } from '../../../policies/api-schema.ts';
import { type Catalogue, catalogueOf } from '../../../policies/catalogue.ts';
import type { PolicySource } from '../../../policies/compile-policy.ts';
import { type PolicyFile, readPolicies } from '../../../policies/language/read-policies.ts';
import { type FieldCoordinate } from '../../../policies/vocabulary.ts';
import { type CommandInput, textOption, UsageError } from '../../command.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** What the `policy` commands read, without a running hub. */
export interface PolicyWorkplace {
  readonly schema: GraphQLSchema;
  readonly catalogue: Catalogue;
  /** The fields of object types; decisions are made on no others. Sorted. */
  readonly fields: readonly FieldCoordinate[];
  readonly files: readonly PolicyFile[];
  /** The instant for which is asked: noon of `--on` in China, or now. */
  readonly at: Date;
  /** @throws InvalidPolicies with every problem */
  source(): PolicySource;
}

/** Reads the graph and the policy directory that the options name, or those that ship. */
export function openWorkplace(
  { values }: CommandInput,
  directory = textOption(values, 'directory') ?? join(ROOT, 'policies/documents'),
): PolicyWorkplace {
  const supergraph =
    textOption(values, 'supergraph') ?? join(ROOT, 'gateway/supergraph/generated/supergraph.graphql');
  const schema = apiSchemaOf(readFileSync(present(supergraph), 'utf8'));
  const catalogue = catalogueOf(schema);
  const files = readYamlFiles(directory, false);
  return {
    schema,
    catalogue,
    fields: [...catalogue]
      .filter(([, { type }]) => isObjectType(schema.getType(type)))
      .map(([coordinate]) => coordinate)
      .toSorted(),
    files,
    at: instantOf(values),
    source: () => readPolicies(files, catalogue),
  };
}

/** The files of scenarios that `--scenarios` names, or those that ship. */
export function readScenarioFiles({ values }: CommandInput): readonly PolicyFile[] {
  return readYamlFiles(textOption(values, 'scenarios') ?? join(ROOT, 'policies/scenarios'), true);
}

function readYamlFiles(directory: string, recursive: boolean): readonly PolicyFile[] {
  return readdirSync(present(directory), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
}

function present(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no \`${path}\``);
  return path;
}

function instantOf(values: CommandInput['values']): Date {
  const day = textOption(values, 'on');
  if (day === undefined) return new Date();
  if (!isCalendarDay(day)) throw new UsageError('`--on` takes a day of the calendar, `YYYY-MM-DD`');
  return new Date(`${day}T12:00:00+08:00`);
}
