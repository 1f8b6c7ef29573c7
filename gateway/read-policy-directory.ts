import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../policies/catalogue.ts';
import { compilePolicies, type PolicySet } from '../policies/compile-policy.ts';
import { type PolicyFile, readPolicies } from '../policies/language/read-policies.ts';

/**
 * Compiles the policies of a directory.
 * @throws InvalidPolicies with every problem: a gateway starts with all of its policies or not at all
 */
export function readPolicyDirectory(directory: string, catalogue: Catalogue): PolicySet {
  return compilePolicies(readPolicies(readPolicyFiles(directory), catalogue));
}

/** The files of a policy directory. */
export function readPolicyFiles(directory: string): readonly PolicyFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
}
