import { numberOption } from '../../command.ts';
import type { MatchAction } from './action.ts';
import { listedOr, statusOption } from './listing.ts';

interface Listed {
  readonly vacancyId: string;
  readonly title: string;
  readonly county: string;
  readonly status: string;
  readonly places: number;
  readonly filled: number;
  readonly openUntil: string;
  readonly faults?: string | null;
  readonly faultsChinese?: string | null;
}

const STATUSES = ['OPEN', 'FILLED', 'WITHDRAWN', 'REFUSED'];

/** Vacancies, with what was found wrong with each. */
export const vacancies: MatchAction = {
  usage: `[COUNTY] [--status ${STATUSES.join('|')}] [--first COUNT]`,
  names: [0, 1],
  run: async ({ ask, reader, input, names: [county] }) => {
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 20;
    const status = statusOption(input.values, STATUSES);
    const filter = {
      ...(county === undefined ? {} : { county: { within: county } }),
      ...(status === undefined ? {} : { status: { eq: status } }),
    };
    // What was wrong with a vacancy is between its employer and the adviser.
    const faults = reader === 'jobseeker' ? '' : 'faults faultsChinese';
    const { data } = await ask<{ vacancies: { nodes: readonly Listed[] } }>(
      `query Vacancies($first: Int, $filter: VacancyFilter) { vacancies(first: $first, filter: $filter) { nodes {
         vacancyId title county status places filled openUntil ${faults} } } }`,
      { first, filter },
    );
    const { nodes } = data.vacancies;
    input.output.answer(nodes, listedOr(nodes.flatMap(linesOf), 'no such vacancy 没有符合条件的岗位'));
    return 0;
  },
};

function linesOf(vacancy: Listed): readonly string[] {
  const { vacancyId, title, county, status, places, filled, openUntil, faults, faultsChinese } = vacancy;
  return [
    `${vacancyId} ${status} ${county} ${filled}/${places} 至${openUntil} ${title}`,
    ...(faults == null ? [] : [`  ${faults}`, `  ${faultsChinese ?? ''}`]),
  ];
}
