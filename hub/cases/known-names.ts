import { readFileSync } from 'node:fs';
import { readPolicyFiles } from '../../gateway/read-policy-directory.ts';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { catalogueOf } from '../../policies/catalogue.ts';
import { didYouMean } from '../../policies/language/nearest-name.ts';
import { readPolicies } from '../../policies/language/read-policies.ts';
import { UsageError } from '../command.ts';
import { POLICY_DIRECTORY, SUPERGRAPH } from '../configuration/write-configuration.ts';

/** The purposes of the policies, and the departments that some purpose or rule names. */
export interface KnownNames {
  readonly purposes: ReadonlySet<string>;
  readonly departments: ReadonlySet<string>;
}

/** @throws InvalidPolicies */
export function readKnownNames(directory = POLICY_DIRECTORY): KnownNames {
  const catalogue = catalogueOf(apiSchemaOf(readFileSync(SUPERGRAPH, 'utf8')));
  const { purposes, documents } = readPolicies(readPolicyFiles(directory), catalogue);
  const conditions = [...purposes, ...documents.flatMap(({ rules }) => rules)].map(
    ({ subjects }) => subjects,
  );
  return {
    purposes: new Set(purposes.map(({ id }) => id)),
    departments: new Set(
      conditions.flatMap((subjects) => (subjects === 'everybody' ? [] : (subjects.departments ?? []))),
    ),
  };
}

/** @throws UsageError for what no policy names: it would be written down and never apply */
export function assertKnown(what: 'purpose' | 'department', name: string, known: ReadonlySet<string>): void {
  if (!known.has(name))
    throw new UsageError(`no policy names the ${what} \`${name}\`${didYouMean(name, known)}`);
}
