import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { AssignmentProblem } from '../assign/assignment-problem.ts';
import type { Certificate } from '../assign/certificate.ts';
import type { RunFairness } from '../fairness/fairness-of-run.ts';

export interface MadePair {
  readonly personKey: PersonKey;
  readonly county: string;
  readonly vacancyId: string;
  readonly score: number;
}

/** What a run came to. */
export interface MadeRun {
  /** Of the vacancies that any of the jobseekers could take. */
  readonly problem: AssignmentProblem;
  readonly certificate: Certificate;
  readonly pairs: readonly MadePair[];
  readonly fairness: RunFairness;
}

/** Notes that a run has begun. @returns its id */
export async function keepStart(
  pool: pg.Pool,
  { county, requestedBy }: { readonly county: string; readonly requestedBy: string },
): Promise<string> {
  const { rows } = await pool.query<{ run_id: string }>(
    'INSERT INTO matching.assignment_run (county, requested_by) VALUES ($1, $2) RETURNING run_id::text',
    [county, requestedBy],
  );
  return rows[0]?.run_id ?? '';
}

/** Of which county a run is; null where there is no such run. */
export async function countyOf(pool: pg.Pool, runId: string): Promise<string | null> {
  const { rows } = await pool.query<{ county: string }>(
    'SELECT county FROM matching.assignment_run WHERE run_id::text = $1',
    [runId],
  );
  return rows[0]?.county ?? null;
}

/** Notes how far a run has come; of two notes that are made at once the further one stays. */
export async function keepProgress(
  pool: pg.Pool,
  runId: string,
  { jobseekers, lookedAt }: { readonly jobseekers: number; readonly lookedAt: number },
): Promise<void> {
  await pool.query(
    'UPDATE matching.assignment_run SET jobseekers = $2, looked_at = greatest(looked_at, $3) WHERE run_id = $1',
    [runId, jobseekers, lookedAt],
  );
}

/** Ends a run that came to nothing. */
export async function keepEnd(pool: pg.Pool, runId: string, state: 'CANCELLED' | 'FAILED'): Promise<void> {
  await pool.query(
    `UPDATE matching.assignment_run SET state = $2, finished_at = clock_timestamp()
     WHERE run_id = $1 AND state = 'RUNNING'`,
    [runId, state],
  );
}

/** What another process began goes on nowhere. */
export async function endLeftBehind(pool: pg.Pool): Promise<void> {
  await pool.query(
    `UPDATE matching.assignment_run SET state = 'FAILED', finished_at = clock_timestamp() WHERE state = 'RUNNING'`,
  );
}

/** Keeps what a run came to, with its pairs and figures: all or nothing. */
export function keepRun(pool: pg.Pool, runId: string, run: MadeRun): Promise<void> {
  return inTransaction(pool, async (client) => {
    await finish(client, runId, run);
    const { exposureRatio, skew, skewReranked } = run.fairness;
    const groups = [...exposureRatio.keys()];
    await client.query(
      `INSERT INTO matching.group_figures (run_id, priority_group, exposure_ratio, skew, skew_reranked)
       SELECT $1, * FROM unnest($2::text[], $3::float8[], $4::float8[], $5::float8[])`,
      [
        runId,
        groups,
        groups.map((group) => figure(exposureRatio.get(group))),
        groups.map((group) => skewFigure(skew.get(group))),
        groups.map((group) => skewFigure(skewReranked.get(group))),
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
  });
}

async function finish(
  client: pg.ClientBase,
  runId: string,
  { problem, certificate, pairs, fairness }: MadeRun,
): Promise<void> {
  const { gini, unseen, ndkl, ndklReranked } = fairness;
  const places = problem.capacity.reduce((sum, each) => sum + each, 0);
  const total = pairs.reduce((sum, { score }) => sum + score, 0);
  await client.query(
    `UPDATE matching.assignment_run SET state = 'DONE', finished_at = clock_timestamp(), vacancies = $2, places = $3,
       assigned = $4, mean_score = $5, value = $6, bound = $7, gini = $8, unseen = $9, ndkl = $10, ndkl_reranked = $11
     WHERE run_id = $1`,
    [
      ...[runId, problem.capacity.length, places, pairs.length, figure(total / pairs.length)],
      ...[certificate.value, certificate.bound],
      ...[gini, unseen, ndkl, ndklReranked].map(figure),
    ],
  );
}

/** Below every skew that a share can have here: of whom nobody is ever among the first it would be -∞, which no number says. */
const NEVER_FIRST = -10;

function skewFigure(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : Math.max(value, NEVER_FIRST);
}

/** Null stands for what there was nothing to take of: no number says so. */
function figure(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
