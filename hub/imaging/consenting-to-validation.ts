import { openHubCaseRegistry } from '../../gateway/cases/hub-case-registry.ts';
import type { PurposeId } from '../../policies/vocabulary.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import type { Consenting } from '../../subgraphs/imaging/cohort/select-cohort.ts';
import { requireHub } from '../launch/ready-file.ts';
import { CASE_READER_ROLE, HUB_DATABASE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** To what a patient consents whose images, de-identified, may validate a model. */
export const VALIDATION = { department: 'hospital', purpose: 'model-validation' as PurposeId } as const;

/** Lends the question who consented, asked of the registry of a running hub. */
export async function withConsenting<T>(
  state: string,
  work: (consenting: Consenting) => Promise<T>,
): Promise<T> {
  const hub = requireHub(state);
  const registry = openHubCaseRegistry({
    ...hub.postgres,
    database: hub.databases[HUB_DATABASE] ?? HUB_DATABASE,
    user: CASE_READER_ROLE,
    password: readPassword(rolePasswordFile(stateDirectory(state).keys, CASE_READER_ROLE)),
  });
  try {
    return await work((people) =>
      registry.consenting({ ...VALIDATION, among: people, at: new Date(), limit: people.length }),
    );
  } finally {
    await registry.close();
  }
}
