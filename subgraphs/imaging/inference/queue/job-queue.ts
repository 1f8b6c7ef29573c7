import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../../../kit/in-transaction.ts';
import type { InferenceResult } from '../inference-result.ts';
import { chooseNext, type Turns } from './choose-next.ts';

export interface NewJob {
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly hospital: string;
  readonly modelSha256: string;
  readonly priority: 'CRITICAL' | 'ROUTINE';
  readonly deadlineAt: Date;
}

/** A job that somebody works on. */
export interface ClaimedJob extends Omit<NewJob, 'deadlineAt'> {
  readonly jobId: string;
  /** Who knows it may report of the job; a later claim of the same job has another. */
  readonly transactionUid: string;
  readonly attempts: number;
}

export interface QueueSettings extends Omit<Turns, 'now' | 'running'> {
  /** A worker that does not report for so long is taken to be dead. */
  readonly leaseMs: number;
  /** A job over which so many have died is canceled: a person looks at it. */
  readonly mostAttempts: number;
  /** How long a job rests that was given back: four times as long each time, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const DEFAULT_QUEUE: QueueSettings = {
  serviceMs: 500,
  workers: 2,
  agedAfterMs: 120_000,
  leaseMs: 30_000,
  mostAttempts: 5,
  firstPauseMs: 2_000,
  longestPauseMs: 120_000,
};

/** Any number that nothing else of the database locks. */
const CLAIM_LOCK = 7_305_132;
/** Of those of a hospital that wait, how many with the earliest deadlines are weighed against the others', and of its critical ones. */
const WEIGHED = 500;
/** With the instant as $1. */
const IS_RESTED = '(not_before IS NULL OR not_before <= $1)';
/** With the instant as $1. The hospitals are found one after the other by their index: one may have thousands. */
const WAITING = `
  WITH RECURSIVE sender AS (
    (SELECT hospital FROM inference.job WHERE state = 'SCHEDULED' ORDER BY hospital LIMIT 1)
    UNION ALL
    SELECT next.hospital FROM sender CROSS JOIN LATERAL (
      SELECT hospital FROM inference.job WHERE state = 'SCHEDULED' AND hospital > sender.hospital
      ORDER BY hospital LIMIT 1) AS next)
  SELECT waiting.* FROM sender CROSS JOIN LATERAL (
    (SELECT job_id, hospital, priority, requested_at, deadline_at FROM inference.job
     WHERE state = 'SCHEDULED' AND hospital = sender.hospital AND ${IS_RESTED}
     ORDER BY deadline_at, job_id LIMIT ${WEIGHED})
    UNION
    (SELECT job_id, hospital, priority, requested_at, deadline_at FROM inference.job
     WHERE state = 'SCHEDULED' AND hospital = sender.hospital AND priority = 'CRITICAL' AND ${IS_RESTED}
     ORDER BY deadline_at, job_id LIMIT ${WEIGHED})) AS waiting`;
/** With the instant, the first and the longest pause as $3, $4 and $5. */
const RESTED_AT = `$3::timestamptz
  + least($4::float8 * 4 ^ least(given_back, 20), $5::float8) * interval '1 millisecond'`;

/** Work for models, kept in PostgreSQL: SCHEDULED → IN PROGRESS → COMPLETED or CANCELED. */
export class JobQueue {
  readonly #pool: pg.Pool;
  readonly #settings: QueueSettings;

  constructor(pool: pg.Pool, settings: QueueSettings = DEFAULT_QUEUE) {
    this.#pool = pool;
    this.#settings = settings;
  }

  /**
   * Adds a job in the caller's transaction, so that an image that is kept is also read; null where it is there already.
   * One that is asked for again as critical becomes so.
   */
  async enqueue(client: pg.ClientBase | pg.Pool, job: NewJob): Promise<string | null> {
    const { rows } = await client.query<{ job_id: string; is_new: boolean }>(
      `INSERT INTO inference.job AS job
         (study_instance_uid, sop_instance_uid, hospital, model_sha256, priority, deadline_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (sop_instance_uid, model_sha256) DO UPDATE SET priority = EXCLUDED.priority,
         deadline_at = LEAST(job.deadline_at, EXCLUDED.deadline_at)
       WHERE EXCLUDED.priority = 'CRITICAL' AND job.priority = 'ROUTINE' AND job.state = 'SCHEDULED'
       RETURNING job_id, xmax = 0 AS is_new`,
      [job.studyInstanceUid, job.sopInstanceUid, job.hospital, job.modelSha256, job.priority, job.deadlineAt],
    );
    return rows[0]?.is_new === true ? rows[0].job_id : null;
  }

  /** Takes the job whose turn it is; null where none waits, or those that do still rest. */
  claim(now = new Date()): Promise<ClaimedJob | null> {
    return inTransaction(this.#pool, async (client) => {
      // One claim at a time: whose turn it is depends on all that wait.
      await client.query('SELECT pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
      await this.#takeBack(client, now);
      return this.#claimNext(client, now);
    });
  }

  /** What the dead held is scheduled again, or canceled where too many have died over it. */
  async #takeBack(client: pg.ClientBase, now: Date): Promise<void> {
    await client.query(
      `UPDATE inference.job SET
         lease_until = NULL,
         state = CASE WHEN attempts >= $2 THEN 'CANCELED' ELSE 'SCHEDULED' END,
         reason = CASE WHEN attempts >= $2 THEN 'WORKERS_DIED' END,
         ended_at = CASE WHEN attempts >= $2 THEN $1 END
       WHERE state = 'IN PROGRESS' AND lease_until < $1`,
      [now, this.#settings.mostAttempts],
    );
  }

  async #claimNext(client: pg.ClientBase, now: Date): Promise<ClaimedJob | null> {
    const { rows: waiting } = await client.query<WaitingRow>(WAITING, [now]);
    const { rows: working } = await client.query<{ hospital: string; jobs: number }>(
      `SELECT hospital, count(*)::int AS jobs FROM inference.job WHERE state = 'IN PROGRESS' GROUP BY hospital`,
    );
    const running = new Map(working.map(({ hospital, jobs }) => [hospital, jobs]));
    const next = chooseNext(waiting.map(waitingJob), { ...this.#settings, running, now: now.getTime() });
    if (next === null) return null;
    const transactionUid = randomUUID();
    const { rows } = await client.query<ClaimedRow>(
      `UPDATE inference.job
       SET state = 'IN PROGRESS', transaction_uid = $2, lease_until = $3, attempts = attempts + 1, not_before = NULL
       WHERE job_id = $1 AND state = 'SCHEDULED'
       RETURNING study_instance_uid, sop_instance_uid, hospital, model_sha256, priority, attempts`,
      [next.id, transactionUid, new Date(now.getTime() + this.#settings.leaseMs)],
    );
    const row = rows[0];
    return row === undefined
      ? null
      : {
          jobId: next.id,
          transactionUid,
          studyInstanceUid: row.study_instance_uid,
          sopInstanceUid: row.sop_instance_uid,
          hospital: row.hospital,
          modelSha256: row.model_sha256,
          priority: row.priority,
          attempts: row.attempts,
        };
  }

  /** Says that somebody is still at it; false where the job is no longer theirs. */
  async renew({ jobId, transactionUid }: ClaimedJob, now = new Date()): Promise<boolean> {
    return this.#change(
      `UPDATE inference.job SET lease_until = $3
       WHERE job_id = $1 AND transaction_uid = $2 AND state = 'IN PROGRESS'`,
      [jobId, transactionUid, new Date(now.getTime() + this.#settings.leaseMs)],
    );
  }

  /** Keeps the result, in a transaction of the caller's where one is given; false where the job is no longer theirs. */
  async complete(
    { jobId, transactionUid }: ClaimedJob,
    result: InferenceResult,
    client: pg.ClientBase | pg.Pool = this.#pool,
  ): Promise<boolean> {
    return this.#change(
      `UPDATE inference.job SET state = 'COMPLETED', lease_until = NULL, result = $3, ended_at = clock_timestamp()
       WHERE job_id = $1 AND transaction_uid = $2 AND state = 'IN PROGRESS'`,
      [jobId, transactionUid, JSON.stringify(result)],
      client,
    );
  }

  /** Ends a job without a result; false where it is no longer theirs. */
  async cancel({ jobId, transactionUid }: ClaimedJob, reason: string): Promise<boolean> {
    return this.#change(
      `UPDATE inference.job SET state = 'CANCELED', lease_until = NULL, reason = $3, ended_at = clock_timestamp()
       WHERE job_id = $1 AND transaction_uid = $2 AND state = 'IN PROGRESS'`,
      [jobId, transactionUid, reason],
    );
  }

  /** How long until the next of those that rest may be taken up, in milliseconds; 0 or less: now; null where none rests. */
  async untilRested(now = new Date()): Promise<number | null> {
    const { rows } = await this.#pool.query<{ next: Date | null }>(
      `SELECT min(not_before) AS next FROM inference.job WHERE state = 'SCHEDULED'`,
    );
    const next = rows[0]?.next ?? null;
    return next === null ? null : next.getTime() - now.getTime();
  }

  /** Gives a job back for another attempt after a pause; canceled where there were enough. */
  async giveBack({ jobId, transactionUid }: ClaimedJob, now = new Date()): Promise<boolean> {
    return this.#change(
      `UPDATE inference.job SET
         lease_until = NULL,
         given_back = given_back + 1,
         not_before = CASE WHEN attempts < $6 THEN ${RESTED_AT} END,
         state = CASE WHEN attempts >= $6 THEN 'CANCELED' ELSE 'SCHEDULED' END,
         reason = CASE WHEN attempts >= $6 THEN 'FAILED' END,
         ended_at = CASE WHEN attempts >= $6 THEN clock_timestamp() END
       WHERE job_id = $1 AND transaction_uid = $2 AND state = 'IN PROGRESS'`,
      [jobId, transactionUid, ...this.#pause(now), this.#settings.mostAttempts],
    );
  }

  /** Gives a job back of which nothing could be seen: it rests likewise, but that was no attempt. */
  async postpone({ jobId, transactionUid }: ClaimedJob, now = new Date()): Promise<boolean> {
    return this.#change(
      `UPDATE inference.job SET state = 'SCHEDULED', lease_until = NULL, attempts = attempts - 1,
         given_back = given_back + 1, not_before = ${RESTED_AT}
       WHERE job_id = $1 AND transaction_uid = $2 AND state = 'IN PROGRESS'`,
      [jobId, transactionUid, ...this.#pause(now)],
    );
  }

  #pause(now: Date): readonly unknown[] {
    return [now, this.#settings.firstPauseMs, this.#settings.longestPauseMs];
  }

  async #change(
    text: string,
    values: readonly unknown[],
    client: pg.ClientBase | pg.Pool = this.#pool,
  ): Promise<boolean> {
    const { rowCount } = await client.query(text, [...values]);
    return rowCount === 1;
  }
}

interface WaitingRow {
  readonly job_id: string;
  readonly hospital: string;
  readonly priority: 'CRITICAL' | 'ROUTINE';
  readonly requested_at: Date;
  readonly deadline_at: Date;
}

interface ClaimedRow {
  readonly study_instance_uid: string;
  readonly sop_instance_uid: string;
  readonly hospital: string;
  readonly model_sha256: string;
  readonly priority: 'CRITICAL' | 'ROUTINE';
  readonly attempts: number;
}

function waitingJob({ job_id, hospital, priority, requested_at, deadline_at }: WaitingRow) {
  return {
    id: job_id,
    hospital,
    priority,
    requestedAt: requested_at.getTime(),
    deadlineAt: deadline_at.getTime(),
  };
}
