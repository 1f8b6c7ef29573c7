import { setTimeout as sleep } from 'node:timers/promises';
import { refusalLine } from '../refusal-line.ts';
import { USUAL_PURPOSES } from '../issuer/applications.ts';
import type { ReadyHub } from '../launch/ready-file.ts';

/** As whom employment services are asked, each for its own purpose. */
export const MATCH_READERS = ['employment-adviser', 'jobseeker', 'employer'] as const;
export type MatchReader = (typeof MATCH_READERS)[number];

/** An answer, with the receipt by which the ledger proves it, as JSON. */
export interface Recorded<T> {
  readonly data: T;
  readonly receipt: string;
}

/** One question; throws, in words, where any part of it was refused. */
export type AskMatching = <T>(
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<Recorded<T>>;

interface Body<T> {
  readonly data: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: { readonly receipt?: unknown };
}

/** Asks the graph with the ready token of one of the sides. */
export function createAskMatching(hub: Pick<ReadyHub, 'url' | 'tokens'>, reader: MatchReader): AskMatching {
  return async <T>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Recorded<T>> => {
    const response = await fetch(new URL('/graphql', hub.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${hub.tokens[reader]}`,
        'sluice-purpose': USUAL_PURPOSES[reader],
      },
      body: JSON.stringify({ query, variables }),
    }).catch((cause: unknown) => {
      throw new Error('the hub can not be reached 无法连接枢纽', { cause });
    });
    const { data, errors, extensions } = (await response.json()) as Body<T>;
    if (data === null || errors !== undefined) throw new Error(wordsOf(errors ?? []));
    return { data, receipt: JSON.stringify(extensions?.receipt ?? null) };
  };
}

function wordsOf(errors: NonNullable<Body<unknown>['errors']>): string {
  const lines = errors.map(({ message, extensions: { code, ...detail } = {} }) =>
    refusalLine({ message, code: typeof code === 'string' ? code : '', detail }),
  );
  return [...new Set(lines)].join('\n');
}

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

/** Every look is an entry in the ledger: quick at first, patient later. */
const POLL_MS = { first: 250, most: 2_000 };

export async function readAssignment(ask: AskMatching, runId: string): Promise<AssignmentRun> {
  const { data } = await ask<{ assignmentRun: AssignmentRun | null }>(
    `query Run($id: ID!) { assignmentRun(runId: $id) { ${ASSIGNMENT_RUN} } }`,
    { id: runId },
  );
  if (data.assignmentRun === null) throw new Error('there is no such run 没有该次指派');
  return data.assignmentRun;
}

/** Follows a run to its end. */
export async function followAssignment(
  ask: AskMatching,
  runId: string,
  onProgress: (run: AssignmentRun) => void,
): Promise<AssignmentRun> {
  for (let wait = POLL_MS.first; ; wait = Math.min(wait * 1.5, POLL_MS.most)) {
    const run = await readAssignment(ask, runId);
    onProgress(run);
    if (run.state !== 'RUNNING') return run;
    await sleep(wait);
  }
}
