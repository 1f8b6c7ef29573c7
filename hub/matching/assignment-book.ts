import type { ExportBook, ExportCell } from '../audits/exports/export-book.ts';
import type { AskGraph } from '../ask-graph.ts';
import type { AssignmentRun } from './assignment-run.ts';

const FIGURES = [
  ['jobseekers', 'people who look for work', '求职者'],
  ['vacancies', 'vacancies that any of them could take', '岗位'],
  ['places', 'places', '名额'],
  ['assigned', 'people who have one', '已指派'],
  ['meanScore', 'mean score', '平均得分'],
  ['value', 'sum of scores', '得分总和'],
  ['bound', 'bound that no assignment exceeds', '任何指派都不超过的上界'],
  ['gini', 'Gini of how vacancies are seen', '岗位曝光基尼系数'],
  ['unseen', 'share of vacancies in nobody’s first ten', '未进入任何人前十的岗位占比'],
  ['ndkl', 'NDKL', 'NDKL'],
  ['ndklReranked', 'NDKL after re-ranking', '重排后的 NDKL'],
] as const;

interface Pair {
  readonly score: number;
  readonly county: string;
  readonly person: { readonly pseudonym: string } | null;
  readonly vacancy: {
    readonly vacancyId: string;
    readonly title: string;
    readonly employerCode: string;
  } | null;
}

/** A run of the assignment of a county with its pairs and figures, as the hub shows it to whoever asks. */
export async function bookOfAssignment(ask: AskGraph, run: AssignmentRun): Promise<ExportBook> {
  const { data, receipt } = await ask<{ assignmentRun: { pairs: readonly Pair[] } | null }>(
    `query Pairs($id: ID!) { assignmentRun(runId: $id) { pairs {
       score county person { pseudonym } vacancy { vacancyId title employerCode } } } }`,
    { id: run.runId },
  );
  const pairs = data.assignmentRun?.pairs ?? [];
  return {
    about: [
      {
        key: 'notice',
        english: 'notice',
        chinese: '说明',
        value: 'proposals: nobody is referred by them 仅为指派建议，未作任何推荐决定',
      },
      { key: 'runId', english: 'run', chinese: '运行编号', value: run.runId },
      { key: 'county', english: 'county', chinese: '区县', value: run.county },
      { key: 'finishedAt', english: 'finished', chinese: '完成时间', value: run.finishedAt ?? '' },
      ...FIGURES.map(([key, english, chinese]) => ({ key, english, chinese, value: run[key] ?? '' })),
    ],
    receipts: [receipt],
    tables: [
      {
        name: 'pairs',
        columns: ['pseudonym', 'county', 'vacancyId', 'title', 'employerCode', 'score'],
        rows: pairs.map(({ person, county, vacancy, score }): readonly ExportCell[] => [
          person?.pseudonym ?? null,
          county,
          ...[vacancy?.vacancyId ?? null, vacancy?.title ?? null, vacancy?.employerCode ?? null],
          score,
        ]),
      },
      {
        name: 'groups',
        columns: ['group', 'exposureRatio', 'skew', 'skewReranked'],
        rows: run.groups.map(({ group, exposureRatio, skew, skewReranked }) => [
          group,
          exposureRatio,
          skew,
          skewReranked,
        ]),
      },
    ],
  };
}
