import { numberOption } from '../../command.ts';
import type { MatchAction } from './action.ts';
import { type Page, pageLines, pageOptions } from './listing.ts';

interface Candidate {
  readonly score: number;
  readonly explanation: string;
  readonly explanationChinese: string;
  readonly accommodationPossible: boolean;
  readonly moved: string | null;
  readonly movedChinese: string | null;
  readonly person: { readonly pseudonym: string };
}

interface Seeking {
  readonly county: string;
  readonly isConsenting: boolean;
  readonly occupations: string;
  readonly person: { readonly pseudonym: string };
  readonly priorityGroups: readonly { readonly group: string; readonly answer: string }[];
}

/** People for a vacancy, in an order that is fair to groups. */
export const people: MatchAction = {
  usage: 'VACANCY [--first COUNT]   (people with whom every hard constraint holds)',
  names: [1, 1],
  run: async ({ ask, input, names: [vacancy] }) => {
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 10;
    const { data } = await ask<{ vacancy: { candidates: readonly Candidate[] } | null }>(
      `query People($vacancy: ID!, $first: Int) { vacancy(vacancyId: $vacancy) { candidates(first: $first) {
         score explanation explanationChinese accommodationPossible moved movedChinese person { pseudonym } } } }`,
      { vacancy, first },
    );
    if (data.vacancy === null) throw new Error('there is no such vacancy 没有该岗位');
    const { candidates } = data.vacancy;
    input.output.answer(
      candidates,
      candidates.length === 0
        ? ['nobody fits whom you serve 暂无合适人选']
        : candidates.flatMap(({ score, person, explanation, explanationChinese, moved, movedChinese }) => [
            `${score.toFixed(3)} ${person.pseudonym}`,
            `  ${explanation}`,
            `  ${explanationChinese}`,
            ...(moved === null ? [] : [`  ${moved} ${movedChinese ?? ''}`]),
          ]),
    );
    return 0;
  },
};

/** Who looks for work in the own region. */
export const jobseekers: MatchAction = {
  usage: '[COUNTY] [--first COUNT] [--after CURSOR]',
  names: [0, 1],
  run: async ({ ask, input, names: [county] }) => {
    const { data } = await ask<{ jobseekers: Page<Seeking> }>(
      `query Seeking($first: Int, $after: Cursor, $filter: JobseekerProfileFilter) {
         jobseekers(first: $first, after: $after, filter: $filter) { pageInfo { hasNextPage endCursor } nodes {
         county isConsenting occupations person { pseudonym } priorityGroups { group answer } } } }`,
      { ...pageOptions(input.values), filter: county === undefined ? null : { county: { within: county } } },
    );
    const none = 'nobody of your region looks for work there 辖区内该地没有求职者';
    input.output.answer(data.jobseekers, pageLines(data.jobseekers, seekingLines, none));
    return 0;
  },
};

function seekingLines({
  county,
  isConsenting,
  occupations,
  person,
  priorityGroups,
}: Seeking): readonly string[] {
  const groups = priorityGroups.filter(({ answer }) => answer === 'YES').map(({ group }) => group);
  const consent = isConsenting ? '' : ' · no consent 未同意';
  return [`${person.pseudonym} ${county} ${occupations} ${groups.join(',')}${consent}`];
}
