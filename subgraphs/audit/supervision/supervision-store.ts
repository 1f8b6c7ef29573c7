import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';
import type { Requester } from '../run/audit-engine.ts';
import type { FollowedPlace, FollowedState } from '../../kit/following/stream-follower.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { ownerKeyOf } from '../store/viewer.ts';
import { keepCases, withdrawUnmet, type ReadConclusions } from './keep-cases.ts';
import { keepStaleRules } from './keep-stale-rules.ts';

/** Where a standing run is. */
export interface Standing extends FollowedPlace {
  readonly runId: string;
  /** The day, in China, on which the rules are asked. */
  readonly day: string;
  /** Of everybody: where the next page begins. */
  readonly pageCursor: string | null;
}

/** What a standing run does, for people; kept as the step of its progress. */
export type SupervisionState = FollowedState | 'FILLING' | 'RESYNCHRONISING' | 'FAILED';

/** Some cases as they are now. */
export interface EvaluatedCases {
  /** All that were asked for; one that is not in the population any more has no conclusions and no entities. */
  readonly caseKeys: readonly string[];
  /** Case key → tags of the entities that its evaluation came by. */
  readonly entities: ReadonlyMap<string, readonly Buffer[]>;
  readonly given: readonly ReadConclusions[];
}

/** What supervision keeps, beside findings. Every method is one transaction. */
export class SupervisionStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  async applySchema(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await applySchema(client, 'audit', new URL('supervision-schema.sql', import.meta.url));
    } finally {
      client.release();
    }
  }

  /**
   * Puts a queued run in charge of its audit, from this position of the stream on. One of the same owner's that was in
   * charge is ended; anybody else's stays.
   */
  async begin(
    runId: string,
    auditName: string,
    { position, day, requester }: Pick<Standing, 'position' | 'day'> & { readonly requester: Requester },
  ): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      // WHY: two that begin at once would each see none to end.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.supervision ' || $1, 0))`, [
        auditName,
      ]);
      await end(client, OF_OWNERS, [auditName, [ownerKeyOf(requester)]]);
      await client.query(
        `INSERT INTO audit.supervision (run_id, audit_name, position, day, requester) VALUES ($1, $2, $3, $4, $5)`,
        [runId, auditName, position, day, JSON.stringify(requester)],
      );
      await client.query(
        `UPDATE audit.run SET status = 'RUNNING', progress_step = 'FILLING'
         WHERE run_id = $1 AND status IN ('QUEUED', 'RUNNING')`,
        [runId],
      );
    });
  }

  /**
   * Ends the supervision of an audit that these owners asked for, and answers with its run, of several with the latest;
   * null where there was none. Findings stay.
   */
  async end(auditName: string, ownerKeys: readonly string[]): Promise<string | null> {
    return inTransaction(this.pool, (client) => end(client, OF_OWNERS, [auditName, ownerKeys]));
  }

  /** Ends one standing run; its findings stay. Where it has ended nothing happens. */
  async endRun(runId: string): Promise<void> {
    await inTransaction(this.pool, (client) => end(client, 'supervision.run_id = $1', [runId]));
  }

  /** Standing runs that go on: one that was cancelled is none. */
  async standing(): Promise<readonly Standing[]> {
    const { rows } = await this.pool.query<Standing>(`${SELECT_STANDING} WHERE run.status = 'RUNNING'`);
    return rows;
  }

  async standingRun(runId: string): Promise<Standing | null> {
    const { rows } = await this.pool.query<Standing>(
      `${SELECT_STANDING} WHERE run.status = 'RUNNING' AND run_id = $1`,
      [runId],
    );
    return rows[0] ?? null;
  }

  /** Who put the audit of a standing run under supervision, with all that policy decides by; null once it has ended. */
  async requesterOf(runId: string): Promise<Requester | null> {
    const { rows } = await this.pool.query<{ readonly requester: Requester }>(
      'SELECT requester FROM audit.supervision WHERE run_id = $1',
      [runId],
    );
    return rows[0]?.requester ?? null;
  }

  async say(runId: string, state: SupervisionState, detail: string | null = null): Promise<void> {
    await this.pool.query(
      `UPDATE audit.run SET progress_step = $2, error_detail = $3 WHERE run_id = $1 AND status = 'RUNNING'
         AND (progress_step, error_detail) IS DISTINCT FROM ($2, $3)`,
      [runId, state, detail],
    );
  }

  /** The cases whose last evaluation came by one of the entities. */
  async casesOf(runId: string, tags: readonly Buffer[]): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ key: string }>(
      'SELECT DISTINCT case_key AS key FROM audit.supervised_entity WHERE run_id = $1 AND tag = ANY($2)',
      [runId, tags],
    );
    return rows.map(({ key }) => key);
  }

  /** Everybody is to be looked at again, as of this day and from this position on. */
  async beginRound(runId: string, { position, day }: Pick<Standing, 'position' | 'day'>): Promise<void> {
    await this.pool.query(
      `UPDATE audit.supervision SET position = greatest(position, $2), round = round + 1, day = $3,
         is_filling = true, page_cursor = NULL WHERE run_id = $1`,
      [runId, position, day],
    );
  }

  /**
   * Says which rules can not be verified, as `keepStaleRules`; where one can be again, everybody is to be looked at, and
   * the answer is true. Null where the run has ended: it stays as it ended.
   */
  async keepStale(runId: string, stale: ReadonlyMap<string, string>): Promise<boolean | null> {
    return inTransaction(this.pool, async (client) => {
      if (!(await holdGoing(client, runId))) return null;
      const isBack = await keepStaleRules(client, runId, stale);
      if (isBack)
        await client.query(
          `UPDATE audit.supervision SET round = round + 1, is_filling = true, page_cursor = NULL WHERE run_id = $1`,
          [runId],
        );
      return isBack;
    });
  }

  /**
   * Keeps cases and the position that they are as of. False where the run has ended, or somebody else has gone on with it.
   */
  async keep(standing: Standing, cases: EvaluatedCases, position: number): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      if (!(await holdGoing(client, standing.runId))) return false;
      const { rowCount } = await client.query(
        `UPDATE audit.supervision SET position = $3 WHERE run_id = $1 AND position = $2 AND round = $4`,
        [standing.runId, standing.position, position, standing.round],
      );
      if (rowCount !== 1) return false;
      await this.keepEvaluated(client, standing, cases);
      return true;
    });
  }

  /**
   * Keeps a page of everybody and where the next one begins; after the last, whoever was not met has left. False as `keep`.
   */
  async keepPage(standing: Standing, cases: EvaluatedCases, nextCursor: string | null): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      if (!(await holdGoing(client, standing.runId))) return false;
      const { rowCount } = await client.query(
        `UPDATE audit.supervision SET page_cursor = $4, is_filling = $4::text IS NOT NULL
         WHERE run_id = $1 AND round = $2 AND is_filling AND page_cursor IS NOT DISTINCT FROM $3`,
        [standing.runId, standing.round, standing.pageCursor, nextCursor],
      );
      if (rowCount !== 1) return false;
      await this.keepEvaluated(client, standing, cases);
      if (nextCursor === null) {
        await withdrawUnmet(client, standing.runId, standing.round);
        await client.query('DELETE FROM audit.supervised_case WHERE run_id = $1 AND round <> $2', [
          standing.runId,
          standing.round,
        ]);
      }
      await client.query(
        `UPDATE audit.run SET
           population_seen = (SELECT count(*) FROM audit.supervised_case WHERE run_id = $1 AND round = $2),
           progress_done = (SELECT count(*) FROM audit.supervised_case WHERE run_id = $1 AND round = $2)
         WHERE run_id = $1`,
        [standing.runId, standing.round],
      );
      return true;
    });
  }

  private async keepEvaluated(
    client: pg.ClientBase,
    { runId, round }: Standing,
    { caseKeys, entities, given }: EvaluatedCases,
  ): Promise<void> {
    if (caseKeys.length === 0) return;
    await keepCases(client, runId, caseKeys, given);
    const met = [...entities.keys()];
    await client.query(
      `INSERT INTO audit.supervised_case (run_id, case_key, round) SELECT $1, unnest($2::text[]), $3
       ON CONFLICT (run_id, case_key) DO UPDATE SET round = excluded.round
       WHERE supervised_case.round <> excluded.round`,
      [runId, met, round],
    );
    const pairs = [...entities].flatMap(([key, tags]) => tags.map((tag) => ({ key, tag })));
    await client.query(KEEP_ENTITIES, [
      runId,
      caseKeys,
      pairs.map(({ key }) => key),
      pairs.map(({ tag }) => tag),
    ]);
  }
}

const SELECT_STANDING = `
SELECT run_id AS "runId", position::float8 AS position, round, day::text AS day,
  is_filling AS "isFilling", page_cursor AS "pageCursor"
FROM audit.supervision JOIN audit.run USING (run_id)`;

const KEEP_ENTITIES = `
WITH given AS (
  SELECT DISTINCT * FROM unnest($3::text[], $4::bytea[]) AS pair (case_key, tag)
), gone AS (
  DELETE FROM audit.supervised_entity AS old
  WHERE run_id = $1 AND case_key = ANY($2)
    AND NOT EXISTS (SELECT FROM given WHERE (given.case_key, given.tag) = (old.case_key, old.tag))
)
INSERT INTO audit.supervised_entity (run_id, tag, case_key)
SELECT $1, tag, case_key FROM given ON CONFLICT DO NOTHING`;

/**
 * Whether a standing run goes on, held so until the transaction ends: whoever ends it waits for what is being kept, after
 * which nothing more is. Locks in the order in which `end` does.
 */
async function holdGoing(client: pg.ClientBase, runId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM audit.supervision JOIN audit.run USING (run_id)
     WHERE run_id = $1 AND status = 'RUNNING' FOR NO KEY UPDATE`,
    [runId],
  );
  return rowCount === 1;
}

const OF_OWNERS = 'supervision.audit_name = $1 AND owner_key = ANY ($2)';

/** @param which of the standing runs, as SQL over `supervision` and `audit_run` */
async function end(client: pg.ClientBase, which: string, values: readonly unknown[]): Promise<string | null> {
  const { rows } = await client.query<{ runId: string; number: number }>(
    `WITH ended AS (
       DELETE FROM audit.supervision USING audit.audit_run AS run
       WHERE supervision.run_id = run.run_id AND ${which}
       RETURNING supervision.run_id
     )
     UPDATE audit.run SET
       status = CASE WHEN status IN ('QUEUED', 'RUNNING') THEN 'CANCELLED' ELSE status END,
       finished_at = coalesce(finished_at, now()), progress_step = NULL
     FROM ended WHERE run.run_id = ended.run_id
     RETURNING run.run_id AS "runId", run.record_id::float8 AS number`,
    [...values],
  );
  return rows.toSorted((one, other) => other.number - one.number)[0]?.runId ?? null;
}
