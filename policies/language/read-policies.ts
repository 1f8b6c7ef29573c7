import type { Catalogue } from '../catalogue.ts';
import type { PolicySource } from '../compile-policy.ts';
import { checkPolicies } from './check-policies.ts';
import { parsePolicyDocument } from './parse-policy-document.ts';
import { parsePurposes } from './parse-purposes.ts';
import { InvalidPolicies, type PolicyProblem } from './policy-problem.ts';

/** A file of the policy directory: its name without the path, and its text. */
export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

/** The file of a policy directory that lists the purposes. */
export const PURPOSES_FILE = 'purposes.yaml';

/**
 * Reads the `.yaml` files of a policy directory: `purposes.yaml` and one document an agency, named after it. Files
 * with other endings are left alone.
 * @throws InvalidPolicies with every problem: policies are put in force whole or not at all.
 */
export function readPolicies(files: readonly PolicyFile[], catalogue: Catalogue): PolicySource {
  const texts = files.filter(({ name }) => name.endsWith('.yaml'));
  const listed = texts.find(({ name }) => name === PURPOSES_FILE);
  if (!listed) throw new InvalidPolicies([problemOf(PURPOSES_FILE, 'the file is missing')]);
  const { purposes, problems } = parsePurposes(listed.name, listed.text);
  const parsed = texts
    .filter((file) => file !== listed)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, text }) => parsePolicyDocument(name, text));
  const misnamed = parsed
    .filter(({ file, document }) => document.agency !== '' && file !== `${document.agency}.yaml`)
    .map(({ file, document }) => problemOf(file, `the file is named \`${document.agency}.yaml\``));
  const malformed = [...problems, ...misnamed, ...parsed.flatMap((document) => document.problems)];
  // WHY: what did not parse is incomplete, and would only be called wrong a second time.
  const found = malformed.length > 0 ? malformed : checkPolicies(parsed, { purposes, catalogue });
  if (found.length > 0) throw new InvalidPolicies(found);
  return { documents: parsed.map(({ document }) => document), purposes, catalogue };
}

const problemOf = (file: string, message: string): PolicyProblem => ({ file, line: 1, column: 1, message });
