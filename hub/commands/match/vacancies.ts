import type { MatchAction } from './action.ts';
import { type Page, pageLines, pageOptions, statusOption } from './listing.ts';

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
  usage: `[COUNTY] [--status ${STATUSES.join('|')}] [--first COUNT] [--after CURSOR]`,
  names: [0, 1],
  run: async ({ ask, reader, input, names: [county] }) => {
    const status = statusOption(input.values, STATUSES);
    const filter = {
      ...(county === undefined ? {} : { county: { within: county } }),
      ...(status === undefined ? {} : { status: { eq: status } }),
    };
    // What was wrong with a vacancy is between its employer and the adviser.
    const faults = reader === 'jobseeker' ? '' : 'faults faultsChinese';
    const { data } = await ask<{ vacancies: Page<Listed> }>(
      `query Vacancies($first: Int, $after: Cursor, $filter: VacancyFilter) {
         vacancies(first: $first, after: $after, filter: $filter) { pageInfo { hasNextPage endCursor } nodes {
         vacancyId title county status places filled openUntil ${faults} } } }`,
      { ...pageOptions(input.values), filter },
    );
    const none = 'no vacancy there answers to this 没有符合条件的岗位';
    input.output.answer(data.vacancies, pageLines(data.vacancies, linesOf, none));
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
