import { numberOption, UsageError } from '../../command.ts';
import type { MatchAction, MatchCall } from './action.ts';

interface Suggested {
  readonly score: number;
  readonly explanation: string;
  readonly explanationChinese: string;
  readonly vacancy: { readonly vacancyId: string; readonly title: string; readonly county: string };
  readonly terms: readonly { readonly name: string; readonly weight: number; readonly value: number }[];
  readonly wouldChange: readonly { readonly text: string; readonly textChinese: string }[];
}

interface Matched {
  readonly suggestions: readonly Suggested[];
  readonly obstacles: string | null;
  readonly obstaclesChinese: string | null;
}

interface Judged {
  readonly isPossible: boolean;
  readonly explanation: string;
  readonly explanationChinese: string;
  readonly wouldChange: readonly { readonly text: string; readonly textChinese: string }[];
}

const SUGGESTIONS = `obstacles obstaclesChinese suggestions(first: $first) { score explanation explanationChinese vacancy { vacancyId title county }
  terms { name weight value } wouldChange { text textChinese } }`;
const JUDGEMENT = `judgement(vacancyId: $vacancy) { isPossible explanation explanationChinese
  wouldChange { text textChinese } }`;

/** Vacancies for somebody, the best first, with the reasons. */
export const suggest: MatchAction = {
  usage:
    '[PERSON] [--first COUNT]   (PERSON as `people` or `jobseekers` show it; a jobseeker, for himself, names nobody)',
  names: [0, 1],
  run: async (call) => {
    const first = numberOption(call.input.values, 'first', { from: 1, to: 100 }) ?? 10;
    const { suggestions, obstacles, obstaclesChinese } = await profileOf<Matched>(
      call,
      'first: Int',
      SUGGESTIONS,
      { first },
    );
    call.input.output.answer(
      suggestions,
      suggestions.length === 0
        ? [
            'nothing is suggested 暂无推荐',
            ...(obstacles === null
              ? [
                  '  no open vacancy holds every hard constraint; `match judge VACANCY` says which 没有岗位满足全部硬性条件',
                ]
              : [`  ${obstacles}`, `  ${obstaclesChinese ?? ''}`]),
          ]
        : suggestions.flatMap(({ score, vacancy, explanation, explanationChinese, wouldChange }) => [
            `${score.toFixed(3)} ${vacancy.vacancyId} ${vacancy.title} (${vacancy.county})`,
            `  ${explanation}`,
            `  ${explanationChinese}`,
            ...wouldChange.map(({ text, textChinese }) => `  → ${text} ${textChinese}`),
          ]),
    );
    return 0;
  },
};

/** Whether one vacancy is one for somebody, and why not. */
export const judge: MatchAction = {
  usage: 'VACANCY [PERSON]   (why, or why not, and what would change it)',
  names: [1, 2],
  run: async (call) => {
    const [vacancy, ...person] = call.names;
    const profile = await profileOf<{ judgement: Judged | null }>(
      { ...call, names: person },
      'vacancy: ID!',
      JUDGEMENT,
      { vacancy },
    );
    const { judgement } = profile;
    if (judgement === null) throw new Error('there is no such vacancy 没有该岗位');
    call.input.output.answer(judgement, [
      judgement.explanation,
      judgement.explanationChinese,
      ...judgement.wouldChange.map(({ text, textChinese }) => `→ ${text} ${textChinese}`),
    ]);
    return judgement.isPossible ? 0 : 1;
  },
};

/** The profile of the person who is named, or of whoever asks for himself. */
async function profileOf<T>(
  { ask, reader, names: [person] }: MatchCall,
  parameter: string,
  fields: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  if ((reader === 'jobseeker') !== (person === undefined))
    throw new UsageError(
      'say which person; as a jobseeker (`--as jobseeker`), nobody 请指明求职者；本人查询则不指明',
    );
  if (person === undefined) {
    const { data } = await ask<{ jobseekers: { nodes: readonly T[] } }>(
      `query Own($${parameter}) { jobseekers(first: 1) { nodes { ${fields} } } }`,
      variables,
    );
    return found(data.jobseekers.nodes[0], 'you have no profile yet 您还没有求职档案');
  }
  const { data } = await ask<{ person: { readonly jobseeker: T | null } | null }>(
    `query Of($person: ID!, $${parameter}) { person(id: $person) { jobseeker { ${fields} } } }`,
    { ...variables, person },
  );
  return found(
    data.person?.jobseeker,
    'nobody on the household register of your region looks for work under this number 辖区户籍登记中没有该求职者',
  );
}

function found<T>(profile: T | null | undefined, none: string): T {
  if (profile === null || profile === undefined) throw new Error(none);
  return profile;
}
