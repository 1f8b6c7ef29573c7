import type { AskGraph } from '../ask-graph.ts';
import { followRun } from '../follow-run.ts';

/** A run of the assignment of a county, as the graph shows it. */
export interface AssignmentRun {
  readonly runId: string;
  readonly county: string;
  readonly state: 'RUNNING' | 'DONE' | 'CANCELLED' | 'FAILED';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly requestedBy: string;
  readonly jobseekers: number;
  readonly lookedAt: number;
  readonly vacancies: number;
  readonly places: number;
  readonly assigned: number;
  readonly meanScore: number | null;
  readonly value: number | null;
  readonly bound: number | null;
  readonly gini: number | null;
  readonly unseen: number | null;
  readonly ndkl: number | null;
  readonly ndklReranked: number | null;
  readonly groups: readonly {
    readonly group: string;
    readonly exposureRatio: number | null;
    readonly skew: number | null;
    readonly skewReranked: number | null;
  }[];
}

/** The fields of an `AssignmentRun`. */
export const ASSIGNMENT_RUN = `runId county state startedAt finishedAt requestedBy jobseekers lookedAt vacancies places
  assigned meanScore value bound gini unseen ndkl ndklReranked groups { group exposureRatio skew skewReranked }`;

export async function readAssignment(ask: AskGraph, runId: string): Promise<AssignmentRun> {
  const { data } = await ask<{ assignmentRun: AssignmentRun | null }>(
    `query Run($id: ID!) { assignmentRun(runId: $id) { ${ASSIGNMENT_RUN} } }`,
    { id: runId },
  );
  if (data.assignmentRun === null) throw new Error('there is no such run 没有该次指派');
  return data.assignmentRun;
}

/** Follows a run to its end. */
export function followAssignment(
  ask: AskGraph,
  runId: string,
  onProgress: (run: AssignmentRun) => void,
): Promise<AssignmentRun> {
  return followRun(
    () => readAssignment(ask, runId),
    ({ state }) => state !== 'RUNNING',
    onProgress,
  );
}
