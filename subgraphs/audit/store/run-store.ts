import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { ruleHash } from '../definition/definition-hash.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { keepPage, markUnverifiable, type EvaluatedPage } from './keep-page.ts';
import { linkSlot, takeSlot, type Slot } from './schedule-store.ts';
import { selectRuns, type RunMode, type StoredRun } from './stored-run.ts';
import { ownerKeyOf } from './viewer.ts';

/** How many rounds of one owner may wait or go on at a time. */
export const MAX_UNFINISHED_ROUNDS = 5;

export interface RunRequest {
  readonly definition: AuditDefinition;
  readonly auditVersion: number;
  readonly mode: RunMode;
  /** RFC 3339; null: as the sources are. */
  readonly asOf: string | null;
  /** Over whom; null: everybody. */
  readonly listId: string | null;
  readonly requestedBy: string;
  readonly official: string | null;
  readonly parentExchange: string;
  readonly policyVersion: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** The time of a schedule from which it comes; null: somebody asked for it. */
  readonly slot: Slot | null;
}

/** What was asked for together. */
export interface CreatedRound {
  readonly roundId: string;
  /** In the order of the requests. */
  readonly runIds: readonly string[];
  readonly isNew: boolean;
}

/** What a run is doing, and how much of it is done; `total` is null where it is not known before. */
export interface RunProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number | null;
}

/** The runs of saved audits. Every method is one transaction. */
export class RunStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /**
   * Queues runs of one owner as a round. Where they ask for what unfinished runs of one round are already doing for the
   * same owner they are answered with these, `isNew` false: a run that two shared, one of them could end. Null where
   * another process has taken the slot of a schedule.
   * @throws SluiceError AUDIT_BUSY where the owner has as many unfinished rounds as may be; what others do tells nobody
   */
  async create(requests: readonly RunRequest[]): Promise<CreatedRound | null> {
    return inTransaction(this.pool, async (client) => {
      // WHY: requests are counted one after the other, or a burst of them would all find room.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.run', 1))`);
      for (const { slot } of requests) if (slot !== null && !(await takeSlot(client, slot))) return null;
      const round = (await unfinishedLike(client, requests)) ?? (await newRound(client, requests));
      for (const [index, { slot }] of requests.entries())
        if (slot !== null) await linkSlot(client, slot, round.runIds[index] ?? '');
      return round;
    });
  }

  async run(runId: string): Promise<StoredRun | null> {
    const [run] = await selectRuns(this.pool, 'run_id = $1', [runId]);
    return run ?? null;
  }

  /** The runs of a round, in the order in which they were asked for. */
  round(roundId: string): Promise<readonly StoredRun[]> {
    return selectRuns(this.pool, 'round_id = $1', [roundId]);
  }

  /** Runs that a former process left behind, oldest first; standing runs are supervision's. */
  unfinished(): Promise<readonly StoredRun[]> {
    return selectRuns(this.pool, `status IN ('QUEUED', 'RUNNING') AND mode <> 'SUPERVISION'`);
  }

  /** Takes a run up. Answers how often that was done since a page was last kept; null where the run has ended. */
  async takeUp(runId: string): Promise<number | null> {
    const { rows } = await this.pool.query<{ attempts: number }>(
      `UPDATE audit.run SET status = 'RUNNING', attempts = attempts + 1
       WHERE run_id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING attempts`,
      [runId],
    );
    return rows[0]?.attempts ?? null;
  }

  /** Lays a run down in good order: what the process did not die of is no attempt. */
  async layDown(runId: string): Promise<void> {
    await this.pool.query('UPDATE audit.run SET attempts = greatest(attempts - 1, 0) WHERE run_id = $1', [
      runId,
    ]);
  }

  /** What runs do together. One that is being kept at the time is not waited for: it is about to end. */
  async progress(runIds: readonly string[], { step, done, total }: RunProgress): Promise<void> {
    await this.pool.query(
      `UPDATE audit.run SET progress_step = $2, progress_done = $3, progress_total = $4 WHERE run_id IN (
         SELECT run_id FROM audit.run WHERE run_id = ANY ($1) AND status = 'RUNNING' FOR NO KEY UPDATE SKIP LOCKED
       )`,
      [runIds, step, done, total],
    );
  }

  /** False where the run had ended before. */
  async end(
    runId: string,
    end:
      | { readonly status: 'CANCELLED' }
      | { readonly status: 'FAILED'; readonly code: ErrorCode; readonly detail: string },
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE audit.run SET status = $2, finished_at = now(), error_code = $3, error_detail = $4
       WHERE run_id = $1 AND status IN ('QUEUED', 'RUNNING')`,
      [runId, end.status, 'code' in end ? end.code : null, 'detail' in end ? end.detail : null],
    );
    return rowCount === 1;
  }

  /** Keeps a page, as `keepPage`, all or nothing. */
  keepPage(run: StoredRun, page: EvaluatedPage): Promise<boolean> {
    return inTransaction(this.pool, (client) => keepPage(client, run, page));
  }

  /** Says that a rule can not be verified in a run, as `markUnverifiable`. */
  markUnverifiable(runId: string, ruleId: string, missing: string): Promise<void> {
    return inTransaction(this.pool, (client) => markUnverifiable(client, runId, ruleId, missing));
  }

  /** Any work on the tables of a run, all or nothing: that of a sweep and of supervision. */
  inTransaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }
}

/** Unfinished runs of one round that are doing all of this. */
async function unfinishedLike(
  client: pg.ClientBase,
  requests: readonly RunRequest[],
): Promise<CreatedRound | undefined> {
  const runIds: string[] = [];
  let roundId: string | undefined;
  for (const request of requests) {
    const same = await unfinishedRunLike(client, request);
    if (same === undefined || (roundId !== undefined && roundId !== same.roundId)) return undefined;
    ({ roundId } = same);
    runIds.push(same.runId);
  }
  return roundId === undefined ? undefined : { roundId, runIds, isNew: false };
}

async function unfinishedRunLike(
  client: pg.ClientBase,
  request: RunRequest,
): Promise<{ readonly runId: string; readonly roundId: string } | undefined> {
  const { rows } = await client.query<{ runId: string; roundId: string }>(
    `SELECT run_id AS "runId", round_id AS "roundId" FROM audit.run
     WHERE status IN ('QUEUED', 'RUNNING') AND audit_name = $1 AND audit_version = $2 AND parameters = $3::jsonb
       AND mode = $4 AND as_of IS NOT DISTINCT FROM $5 AND list_id IS NOT DISTINCT FROM $6
       AND audit.owner_key(requested_by, requested_official) = $7
     ORDER BY record_id LIMIT 1`,
    [
      request.definition.name,
      request.auditVersion,
      parametersText(request.parameters),
      request.mode,
      request.asOf,
      request.listId,
      ownerOf(request),
    ],
  );
  return rows[0];
}

function ownerOf({ requestedBy, official }: RunRequest): string {
  return ownerKeyOf({ application: requestedBy, official });
}

async function newRound(client: pg.ClientBase, requests: readonly RunRequest[]): Promise<CreatedRound> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(DISTINCT round_id)::int AS count FROM audit.run
     WHERE status IN ('QUEUED', 'RUNNING') AND mode <> 'SUPERVISION'
       AND audit.owner_key(requested_by, requested_official) = ANY ($1)`,
    [requests.map(ownerOf)],
  );
  if ((rows[0]?.count ?? 0) >= MAX_UNFINISHED_ROUNDS)
    throw new SluiceError('AUDIT_BUSY', { limit: MAX_UNFINISHED_ROUNDS });
  const roundId = randomUUID();
  const runIds: string[] = [];
  for (const request of requests) runIds.push(await insertRun(client, request, roundId));
  return { roundId, runIds, isNew: true };
}

/** Queues a run, each of its rules in the stage in which its text stands now. */
async function insertRun(client: pg.ClientBase, request: RunRequest, roundId: string): Promise<string> {
  const runId = randomUUID();
  const { definition } = request;
  await client.query(
    `INSERT INTO audit.run (
       run_id, audit_name, audit_version, status, requested_by, parent_exchange, parameters, policy_version, mode,
       as_of, requested_official, schedule_id, list_id, round_id
     ) VALUES ($1, $2, $3, 'QUEUED', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      runId,
      definition.name,
      request.auditVersion,
      request.requestedBy,
      request.parentExchange,
      parametersText(request.parameters),
      request.policyVersion,
      request.mode,
      request.asOf,
      request.official,
      request.slot?.scheduleId ?? null,
      request.listId,
      roundId,
    ],
  );
  await client.query(
    `INSERT INTO audit.run_rule (run_id, rule_id, rule_version, rule_hash, stage)
     SELECT $1, id, version, hash, audit.stage_of($2, id, hash)
     FROM jsonb_to_recordset($3::jsonb) AS rule (id text, version int, hash text)`,
    [
      runId,
      definition.name,
      JSON.stringify(
        definition.rules.map((rule) => ({
          id: rule.id,
          version: rule.version,
          hash: ruleHash(definition, rule),
        })),
      ),
    ],
  );
  return runId;
}

function parametersText(parameters: ReadonlyMap<string, ParameterValue>): string {
  return JSON.stringify(Object.fromEntries(parameters));
}
