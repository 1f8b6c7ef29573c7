import type { AskGraph } from '../../ask-graph.ts';
import { textOption } from '../../command.ts';
import {
  ASSIGNMENT_RUN,
  followAssignment,
  readAssignment,
  type AssignmentRun,
} from '../../matching/assignment-run.ts';
import { confirmed, interruption } from '../audit/interruption.ts';
import type { MatchAction } from './action.ts';

/** Who of a county could go where, so that the last place is not proposed to all at once. */
export const assign: MatchAction = {
  usage: 'COUNTY [--detach]   (proposals only: nobody is referred; Ctrl-C asks whether to cancel)',
  names: [1, 1],
  run: async ({ ask, input, names: [county] }) => {
    const { data } = await ask<{ assignCounty: AssignmentRun }>(
      `mutation Assign($county: DivisionCode!) { assignCounty(county: $county) { ${ASSIGNMENT_RUN} } }`,
      { county },
    );
    const { runId } = data.assignCounty;
    input.output.progress(`run ${runId} 开始指派`);
    if (input.values['detach'] === true) {
      input.output.answer(data.assignCounty, assignmentLines(data.assignCounty));
      return 0;
    }
    const { onInterrupt, over } = interruption({
      runId,
      output: input.output,
      confirm: confirmed,
      cancel: () => cancelRun(ask, runId),
      leave: () => process.exit(130),
    });
    process.on('SIGINT', onInterrupt);
    const ended = await followAssignment(ask, runId, (run) => input.output.progress(progressOf(run))).finally(
      () => {
        over();
        process.removeListener('SIGINT', onInterrupt);
      },
    );
    input.output.answer(ended, assignmentLines(ended));
    return ended.state === 'DONE' ? 0 : 1;
  },
};

/** Gives a run up. */
export const cancel: MatchAction = {
  usage: 'RUN   (gives it up; nothing is kept of it)',
  names: [1, 1],
  run: async ({ ask, input, names: [runId = ''] }) => {
    const run = await cancelRun(ask, runId);
    input.output.answer(run, assignmentLines(run));
    return run.state === 'CANCELLED' ? 0 : 1;
  },
};

/** What a run does to whom: the latest of all, or the one that is named. */
export const fairness: MatchAction = {
  usage: '[RUN] [--county COUNTY]   (figures of a run: the latest where none is named)',
  names: [0, 1],
  run: async ({ ask, input, names: [runId] }) => {
    const run = await assignmentCalled(ask, runId, textOption(input.values, 'county'));
    input.output.answer(run, assignmentLines(run));
    return 0;
  },
};

/** The run of a number; without one, the latest that was done. */
export async function assignmentCalled(
  ask: AskGraph,
  runId: string | undefined,
  county?: string,
): Promise<AssignmentRun> {
  if (runId !== undefined) return readAssignment(ask, runId);
  const { data } = await ask<{ assignmentRuns: { nodes: readonly AssignmentRun[] } }>(
    `query Runs($filter: AssignmentRunFilter) {
       assignmentRuns(first: 20, filter: $filter, orderBy: { field: STARTED_AT, direction: DESC }) {
         nodes { ${ASSIGNMENT_RUN} } } }`,
    { filter: county === undefined ? null : { county: { within: county } } },
  );
  const run = data.assignmentRuns.nodes.find(({ state }) => state === 'DONE');
  if (run === undefined)
    throw new Error('no run was done yet; `match assign COUNTY` makes one 尚无已完成的指派');
  return run;
}

async function cancelRun(ask: AskGraph, runId: string): Promise<AssignmentRun> {
  await ask('mutation Cancel($id: ID!) { cancelAssignment(runId: $id) { state } }', { id: runId });
  return readAssignment(ask, runId);
}

function progressOf({ state, lookedAt, jobseekers }: AssignmentRun): string {
  return `${state}: ${lookedAt} of ${jobseekers} people looked at 已处理`;
}

function assignmentLines(run: AssignmentRun): readonly string[] {
  const { runId, county, state, jobseekers, vacancies, places, assigned, groups } = run;
  const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  return [
    `${runId} ${county} ${state}`,
    `  ${jobseekers} people 求职者, ${vacancies} vacancies 岗位, ${places} places 名额, ${assigned} assigned 已指派`,
    `  mean score 平均得分 ${figure(run.meanScore)}, sum 总和 ${figure(run.value)} of at most 上界 ${figure(run.bound)}`,
    `  Gini 基尼系数 ${figure(run.gini)}, unseen 未被看到的岗位 ${figure(run.unseen)}, NDKL ${figure(run.ndkl)}, re-ranked 重排后 ${figure(run.ndklReranked)}`,
    ...groups.map(
      ({ group, exposureRatio, skew, skewReranked }) =>
        `  ${group}: exposure 曝光比 ${figure(exposureRatio)}, skew@10 ${figure(skew)}, re-ranked 重排后 ${figure(skewReranked)}`,
    ),
  ];
}
