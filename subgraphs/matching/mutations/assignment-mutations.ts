import type { SubgraphWork } from '../../kit/source-mapping.ts';
import type { AssignmentRuns } from '../assignments/assignment-runs.ts';
import type { ServedRow } from '../serve/served-row.ts';
import { textOf } from './given-arguments.ts';

/** What an adviser asks of the assignment of a county. */
export function assignmentMutations(runs: AssignmentRuns, served: ServedRow): SubgraphWork['mutations'] {
  return {
    assignCounty: async ({ county }, { grant }) =>
      served('served_run', await runs.start(textOf(county), grant.subject)),
    cancelAssignment: async ({ runId }, { grant }) =>
      served('served_run', await runs.cancel(textOf(runId), grant.subject)),
  };
}
