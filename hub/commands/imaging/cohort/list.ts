import { listCohorts } from '../../../../subgraphs/imaging/cohort/find-cohort.ts';
import type { CommandInput } from '../../../command.ts';
import { withImagingWork } from '../../../imaging/with-imaging-work.ts';

/** Shows all cohorts. */
export async function list({ state, output }: CommandInput): Promise<number> {
  const cohorts = await withImagingWork(state, (client) => listCohorts(client));
  output.answer(
    { cohorts },
    cohorts.length === 0
      ? ['there is no cohort yet']
      : cohorts.map(({ name, madeAt, madeBy, images }) =>
          [
            name.padEnd(24),
            madeAt.toISOString().slice(0, 10),
            madeBy,
            ...Object.entries(images).map(([state_, count]) => `${count} ${state_.toLowerCase()}`),
          ].join('  '),
        ),
  );
  return 0;
}
