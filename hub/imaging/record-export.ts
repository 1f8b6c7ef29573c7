import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readPolicyFiles } from '../../gateway/read-policy-directory.ts';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { catalogueOf } from '../../policies/catalogue.ts';
import type { Purpose } from '../../policies/language/policy-document.ts';
import { readPolicies } from '../../policies/language/read-policies.ts';
import { readKey32 } from '../../secrets/read-secret-file.ts';
import { dataSubjectTags } from '../../subgraphs/kit/data-subject-tags.ts';
import { POLICY_DIRECTORY, SUPERGRAPH } from '../configuration/write-configuration.ts';
import { recordAct } from '../record-act.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { VALIDATION } from './consenting-to-validation.ts';

/** Whose images leave as copies, in which cohort, and by whose hand. */
export interface CohortExportAct {
  readonly official: string;
  readonly cohort: string;
  readonly people: readonly string[];
}

/**
 * Does the work of an export with entries in the ledger before and after it, which name everybody whose images are in it: by
 * them each can be told where his images went.
 * @throws SluiceError LEDGER_UNAVAILABLE: then nothing leaves
 */
export function recordExport<T>(
  state: string,
  { official, cohort, people }: CohortExportAct,
  work: () => Promise<T>,
): Promise<T> {
  const tagKey = createSecretKey(readKey32(stateDirectory(state).key('data-subject-tag.key')));
  const act = {
    official,
    caseNumber: null,
    details: { cohort },
    countedAs: 'cohortExports',
    purpose: validation(),
    dataSubjects: dataSubjectTags(people, tagKey),
  };
  return recordAct(state, act, work);
}

function validation(): Pick<Purpose, 'id' | 'legalBasis'> {
  const catalogue = catalogueOf(apiSchemaOf(readFileSync(SUPERGRAPH, 'utf8')));
  const { purposes } = readPolicies(readPolicyFiles(POLICY_DIRECTORY), catalogue);
  const purpose = purposes.find(({ id }) => id === VALIDATION.purpose);
  if (purpose === undefined) throw new Error(`no policy names the purpose \`${VALIDATION.purpose}\``);
  return purpose;
}
