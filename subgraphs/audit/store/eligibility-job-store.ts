import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { faultOf, type KeyKind } from '../eligibility/eligibility-key.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { keepAnswers, type AnsweredLine } from './keep-answers.ts';
import { ownerKeyOf, ownerKeysOf, type Viewer } from './viewer.ts';

export const MAX_JOB_LINES = 100_000;
/** How many jobs of one application may wait or go on at a time. */
export const MAX_UNFINISHED_JOBS = 2;
/** How many jobs of one owner may take keys at a time. */
export const MAX_OPEN_JOBS = 5;
const DAYS_KEPT = 14;

/** What a job asks. */
export interface JobQuestion {
  readonly scheme: string;
  readonly kind: KeyKind;
  /** A day that has passed, and the instant as of which it is asked; null: that of the start, records as they are. */
  readonly day: string | null;
  readonly asOf: string | null;
}

/** A job that was started. */
export interface StartedJob extends JobQuestion {
  readonly jobId: string;
  readonly day: string;
  readonly parentExchange: string;
}

/** A line of the caller's list. */
export interface KeyedLine {
  readonly line: number;
  readonly key: string;
}

interface JobRow {
  readonly kind: KeyKind;
  readonly status: string;
  readonly application: string;
}

/** Lists whose eligibility is asked at once: seen by nobody but who made them, and gone when they expire. */
export class EligibilityJobStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /**
   * Makes an empty job; answers with its id.
   * @throws SluiceError ELIGIBILITY_BUSY where as many of the owner's are open as may be
   */
  async create({ scheme, kind, day, asOf }: JobQuestion, owner: Viewer): Promise<string> {
    const jobId = randomUUID();
    await inTransaction(this.pool, async (client) => {
      // WHY: one after the other, or the aliases of one mutation would all find room.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.eligibility_job', 1))`);
      const { rowCount } = await client.query(
        `SELECT FROM audit.eligibility_job WHERE owner_key = $1 AND status = 'OPEN' AND expires_at > now()`,
        [ownerKeyOf(owner)],
      );
      if ((rowCount ?? 0) >= MAX_OPEN_JOBS)
        throw new SluiceError('ELIGIBILITY_BUSY', { limit: MAX_OPEN_JOBS });
      await client.query(
        `INSERT INTO audit.eligibility_job (job_id, scheme, kind, day, as_of, application, owner_key, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8))`,
        [jobId, scheme, kind, day, asOf, owner.application, ownerKeyOf(owner), DAYS_KEPT],
      );
    });
    return jobId;
  }

  /**
   * Adds a part; the same part again changes nothing. Answers of what the keys of the job are.
   * @throws SluiceError ELIGIBILITY_JOB_UNKNOWN, ELIGIBILITY_JOB_CLOSED, ELIGIBILITY_JOB_TOO_LONG,
   * ELIGIBILITY_PART_CHANGED, also where a line came in another part
   */
  async add(jobId: string, part: number, lines: readonly KeyedLine[], owner: Viewer): Promise<KeyKind> {
    return inTransaction(this.pool, async (client) => {
      const job = await jobOf(client, jobId, owner);
      const text = JSON.stringify(lines.map(({ line, key }) => [line, key]));
      const digest = createHash('sha256').update(text).digest('hex');
      const before = await client.query<{ digest: string }>(
        'SELECT digest FROM audit.eligibility_part WHERE (job_id, part) = ($1, $2)',
        [jobId, part],
      );
      const [known] = before.rows;
      if (known?.digest === digest) return job.kind;
      if (known !== undefined) throw new SluiceError('ELIGIBILITY_PART_CHANGED', { part });
      if (job.status !== 'OPEN') throw new SluiceError('ELIGIBILITY_JOB_CLOSED', { state: job.status });
      await client.query('INSERT INTO audit.eligibility_part VALUES ($1, $2, $3)', [jobId, part, digest]);
      await insertLines(client, jobId, part, lines, job.kind);
      return job.kind;
    });
  }

  /**
   * Starts a job, or goes on with one that failed; any other that was started stays as it is. Answers whether there is
   * something to do.
   * @throws SluiceError ELIGIBILITY_JOB_UNKNOWN, ELIGIBILITY_JOB_CLOSED where it was cancelled, ELIGIBILITY_BUSY
   */
  async start(jobId: string, today: string, exchangeId: string, owner: Viewer): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      // WHY: jobs are counted one after the other, or a burst of them would all find room.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.eligibility_job', 1))`);
      const { status, application } = await jobOf(client, jobId, owner);
      if (status === 'CANCELLED') throw new SluiceError('ELIGIBILITY_JOB_CLOSED', { state: status });
      if (status !== 'OPEN' && status !== 'FAILED') return false;
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM audit.eligibility_job
         WHERE application = $1 AND status IN ('QUEUED', 'RUNNING')`,
        [application],
      );
      if ((rows[0]?.count ?? 0) >= MAX_UNFINISHED_JOBS)
        throw new SluiceError('ELIGIBILITY_BUSY', { limit: MAX_UNFINISHED_JOBS });
      await client.query(
        `UPDATE audit.eligibility_job
         SET status = 'QUEUED', day = coalesce(day, $2), parent_exchange = $3, started_at = now(), finished_at = NULL,
           error_code = NULL, attempts = 0
         WHERE job_id = $1`,
        [jobId, today, exchangeId],
      );
      return true;
    });
  }

  /**
   * Ends a job where it stands; one that has ended stays as it is.
   * @throws SluiceError ELIGIBILITY_JOB_UNKNOWN
   */
  async cancel(jobId: string, owner: Viewer): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await jobOf(client, jobId, owner);
      await client.query(
        `UPDATE audit.eligibility_job SET status = 'CANCELLED', finished_at = now()
         WHERE job_id = $1 AND status IN ('OPEN', 'QUEUED', 'RUNNING', 'FAILED')`,
        [jobId],
      );
    });
  }

  /** Takes away what has expired, with all that is known of it. */
  async dropExpired(): Promise<void> {
    await this.pool.query('DELETE FROM audit.eligibility_job WHERE expires_at <= now()');
  }

  /** The ids of jobs that a former process left behind, oldest first. */
  async unfinished(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ job_id: string }>(
      `SELECT job_id FROM audit.eligibility_job WHERE status IN ('QUEUED', 'RUNNING') ORDER BY started_at`,
    );
    return rows.map(({ job_id: jobId }) => jobId);
  }

  /** Takes a job up, with how often that was done since it last got on; null where it has ended or expired. */
  async takeUp(jobId: string): Promise<(StartedJob & { readonly attempts: number }) | null> {
    const { rows } = await this.pool.query<StartedJob & { readonly attempts: number }>(
      `UPDATE audit.eligibility_job SET status = 'RUNNING', attempts = attempts + 1
       WHERE job_id = $1 AND status IN ('QUEUED', 'RUNNING') AND expires_at > now()
       RETURNING job_id AS "jobId", scheme, kind, to_char(day, 'YYYY-MM-DD') AS day,
         to_char(as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "asOf",
         parent_exchange AS "parentExchange", attempts`,
      [jobId],
    );
    return rows[0] ?? null;
  }

  /** Lays a job down in good order: what the process did not die of is no attempt. */
  async layDown(jobId: string): Promise<void> {
    await this.pool.query(
      'UPDATE audit.eligibility_job SET attempts = greatest(attempts - 1, 0) WHERE job_id = $1',
      [jobId],
    );
  }

  /** The next lines that wait, in their order. */
  async waiting(jobId: string, most: number): Promise<readonly KeyedLine[]> {
    const { rows } = await this.pool.query<KeyedLine>(
      `SELECT line, key FROM audit.eligibility_row WHERE job_id = $1 AND state = 'WAITING' ORDER BY line LIMIT $2`,
      [jobId, most],
    );
    return rows;
  }

  /** Keeps what lines were answered, all or nothing; false where the job has ended meanwhile, and nothing is kept. */
  keepAnswers(jobId: string, answers: readonly AnsweredLine[]): Promise<boolean> {
    return inTransaction(this.pool, (client) => keepAnswers(client, jobId, answers));
  }

  /** Ends a job that goes on. */
  async end(jobId: string, status: 'SUCCEEDED' | 'FAILED', code: ErrorCode | null = null): Promise<void> {
    await this.pool.query(
      `UPDATE audit.eligibility_job SET status = $2, error_code = $3, finished_at = now()
       WHERE job_id = $1 AND status IN ('QUEUED', 'RUNNING')`,
      [jobId, status, code],
    );
  }
}

async function jobOf(client: pg.ClientBase, jobId: string, owner: Viewer): Promise<JobRow> {
  const { rows } = await client.query<JobRow>(
    `SELECT kind, status, application FROM audit.eligibility_job
     WHERE job_id = $1 AND owner_key = ANY ($2) AND expires_at > now() FOR UPDATE`,
    [jobId, ownerKeysOf(owner)],
  );
  const [job] = rows;
  if (job === undefined) throw new SluiceError('ELIGIBILITY_JOB_UNKNOWN');
  return job;
}

/** Of a key that several lines have, the one that came first keeps it; of a part the one of the least line. */
async function insertLines(
  client: pg.ClientBase,
  jobId: string,
  part: number,
  lines: readonly KeyedLine[],
  kind: KeyKind,
): Promise<void> {
  const given = lines.map(({ line, key }) => {
    const fault = faultOf(kind, key);
    return { line, key: fault === null ? key : null, fault };
  });
  const { rowCount } = await client.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS given (line int, key text, fault text)),
     led AS (
       SELECT given.line, given.key, given.fault,
         coalesce(kept.line, nullif(min(given.line) OVER (PARTITION BY given.key), given.line)) AS double_of
       FROM given LEFT JOIN audit.eligibility_row AS kept ON kept.job_id = $1 AND kept.key = given.key
     )
     INSERT INTO audit.eligibility_row (job_id, line, state, key, fault, double_of)
     SELECT $1, line,
       CASE WHEN fault IS NOT NULL THEN 'INVALID' WHEN double_of IS NOT NULL THEN 'DOUBLE' ELSE 'WAITING' END,
       CASE WHEN fault IS NULL AND double_of IS NULL THEN key END, fault, CASE WHEN fault IS NULL THEN double_of END
     FROM led ORDER BY line
     ON CONFLICT (job_id, line) DO NOTHING`,
    [jobId, JSON.stringify(given)],
  );
  if (rowCount !== lines.length) throw new SluiceError('ELIGIBILITY_PART_CHANGED', { part });
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM audit.eligibility_row WHERE job_id = $1',
    [jobId],
  );
  if ((rows[0]?.count ?? 0) > MAX_JOB_LINES)
    throw new SluiceError('ELIGIBILITY_JOB_TOO_LONG', { limit: MAX_JOB_LINES });
}
