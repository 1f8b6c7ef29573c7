import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { AssignmentProblem } from '../assign/assignment-problem.ts';
import type { RunFairness } from '../fairness/fairness-of-run.ts';

export interface MadePair {
  readonly personKey: PersonKey;
  readonly county: string;
  readonly vacancyId: string;
  readonly score: number;
}

export interface MadeRun {
  readonly county: string;
  readonly startedAt: Date;
  readonly requestedBy: string;
  readonly jobseekers: number;
  readonly problem: AssignmentProblem;
  readonly pairs: readonly MadePair[];
  readonly fairness: RunFairness;
}

/** Keeps a run with its pairs and figures, all or nothing. @returns its id */
export function keepRun(pool: pg.Pool, run: MadeRun): Promise<string> {
  return inTransaction(pool, async (client) => {
    const runId = await insertRun(client, run);
    const { exposureRatio, skew } = run.fairness;
    const groups = [...exposureRatio.keys()];
    await client.query(
      `INSERT INTO matching.group_figures (run_id, priority_group, exposure_ratio, skew)
       SELECT $1, * FROM unnest($2::text[], $3::float8[], $4::float8[])`,
      [
        runId,
        groups,
        groups.map((group) => figure(exposureRatio.get(group))),
        groups.map((group) => figure(skew.get(group))),
      ],
    );
    await client.query(
      `INSERT INTO matching.pair (run_id, person_key, county, vacancy_id, score)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::float8[])`,
      [
        runId,
        run.pairs.map(({ personKey }) => personKey),
        run.pairs.map(({ county }) => county),
        run.pairs.map(({ vacancyId }) => vacancyId),
        run.pairs.map(({ score }) => score),
      ],
    );
    return runId;
  });
}

async function insertRun(
  client: pg.ClientBase,
  { county, startedAt, requestedBy, jobseekers, problem, pairs, fairness }: MadeRun,
): Promise<string> {
  const { gini, unseen, ndkl } = fairness;
  const places = problem.capacity.reduce((sum, each) => sum + each, 0);
  const total = pairs.reduce((sum, { score }) => sum + score, 0);
  const { rows } = await client.query<{ run_id: string }>(
    `INSERT INTO matching.assignment_run
       (county, started_at, finished_at, requested_by, jobseekers, vacancies, places, assigned, mean_score, gini, unseen, ndkl)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING run_id::text`,
    [
      ...[
        county,
        startedAt,
        new Date(),
        requestedBy,
        jobseekers,
        problem.capacity.length,
        places,
        pairs.length,
      ],
      ...[figure(total / pairs.length), figure(gini), figure(unseen), figure(ndkl)],
    ],
  );
  return rows[0]?.run_id ?? '';
}

/** Null stands for what there was nothing to take of: no number says so. */
function figure(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
