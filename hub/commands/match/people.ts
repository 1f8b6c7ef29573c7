import { numberOption } from '../../command.ts';
import type { MatchAction } from './action.ts';
import { listedOr } from './listing.ts';

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
  usage: '[COUNTY] [--first COUNT]',
  names: [0, 1],
  run: async ({ ask, input, names: [county] }) => {
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 20;
    const { data } = await ask<{ jobseekers: { nodes: readonly Seeking[] } }>(
      `query Seeking($first: Int, $filter: JobseekerProfileFilter) { jobseekers(first: $first, filter: $filter) { nodes {
         county isConsenting occupations person { pseudonym } priorityGroups { group answer } } } }`,
      { first, filter: county === undefined ? null : { county: { within: county } } },
    );
    const { nodes } = data.jobseekers;
    input.output.answer(
      nodes,
      listedOr(
        nodes.map(({ county: where, isConsenting, occupations, person, priorityGroups }) => {
          const groups = priorityGroups.filter(({ answer }) => answer === 'YES').map(({ group }) => group);
          const consent = isConsenting ? '' : ' · no consent 未同意';
          return `${person.pseudonym} ${where} ${occupations} ${groups.join(',')}${consent}`;
        }),
        'nobody of your region looks for work there 辖区内该地没有求职者',
      ),
    );
    return 0;
  },
};
