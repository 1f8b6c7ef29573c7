import { readFileSync } from 'node:fs';
import { readPolicyDirectory } from '../../gateway/read-policy-directory.ts';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { catalogueOf } from '../../policies/catalogue.ts';
import { InvalidPolicies } from '../../policies/language/policy-problem.ts';
import { POLICY_DIRECTORY, SUPERGRAPH } from '../configuration/write-configuration.ts';

/**
 * Refuses policies with which no gateway would start, before anything else of a hub does.
 * @throws Error with every problem, one a line, and the command that finds them
 */
export function assertPolicies(directory = POLICY_DIRECTORY): void {
  try {
    readPolicyDirectory(directory, catalogueOf(apiSchemaOf(readFileSync(SUPERGRAPH, 'utf8'))));
  } catch (error) {
    if (!(error instanceof InvalidPolicies)) throw error;
    throw new Error(`${error.message}\nnpm run hub -- policy lint`, { cause: error });
  }
}
