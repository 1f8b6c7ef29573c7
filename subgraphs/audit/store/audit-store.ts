import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { sourceValueTypes } from '../../../connectors/postgres/source-value-types.ts';
import type { ErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { CaseConclusion } from '../run/evaluate-case.ts';
import { definitionHash } from '../definition/read-audit-document.ts';
import { applyAuditSchema } from './apply-audit-schema.ts';

export type RunStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** A run as the runner needs it; what callers see is the view `audit.audit_run`. */
export interface StoredRun {
  readonly runId: string;
  readonly auditName: string;
  readonly auditVersion: number;
  readonly status: RunStatus;
  /** The application that asked for it. */
  readonly requestedBy: string;
  readonly parentExchange: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** Where the next page begins; null at the beginning. */
  readonly cursor: string | null;
  /** Pages kept so far. */
  readonly pages: number;
}

export interface SavedVersion {
  readonly version: number;
  readonly definition: AuditDefinition;
}

/** Where a definition comes from: the hub's own folder of audits, or an application through `saveAudit`. */
export type AuditOrigin = 'shipped' | 'author';

/** The owner that audits that ship name; no author may call itself so. */
const SHIPPED_OWNER = 'hub';

/** How many runs of one application may wait or go on at a time. */
export const MAX_UNFINISHED_RUNS = 5;

export interface RunRequest {
  readonly auditName: string;
  readonly auditVersion: number;
  readonly requestedBy: string;
  readonly parentExchange: string;
  readonly policyVersion: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

/** One page of a run, with everything concluded from it. */
export interface EvaluatedPage {
  /** Pages that were kept before this one. */
  readonly index: number;
  /** Where the next page begins; null after the last. */
  readonly nextCursor: string | null;
  readonly isLast: boolean;
  readonly population: number;
  readonly conclusions: readonly CaseConclusion[];
  readonly exchangeId: string;
  readonly fetchedAt: Date;
}

const INSERT_FINDINGS = `
WITH given AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS finding (
    finding_id text, run_id text, rule_id text, rule_version int, statute text, outcome text, missing text,
    case_number text, division text, person_key text, match_tier text, evidence_key text, found_at timestamptz
  )
), kept AS (
  INSERT INTO audit.finding (
    finding_id, run_id, rule_id, rule_version, statute, outcome, missing, case_number, division, person_key,
    match_tier, evidence_key, found_at
  ) SELECT * FROM given ON CONFLICT DO NOTHING RETURNING outcome
)
SELECT
  count(*) FILTER (WHERE outcome = 'YES') AS findings,
  count(*) FILTER (WHERE outcome = 'CANNOT_TELL') AS unsure
FROM kept`;

const INSERT_EVIDENCE = `
INSERT INTO audit.evidence (
  finding_id, path, source_agency, source_dataset, source_type, source_field, source_record_key, value, as_of,
  fetched_at, match_tier, exchange_id
)
SELECT * FROM jsonb_to_recordset($1::jsonb) AS item (
  finding_id text, path text, source_agency text, source_dataset text, source_type text, source_field text,
  source_record_key text, value text, as_of timestamptz, fetched_at timestamptz, match_tier text, exchange_id text
) ON CONFLICT DO NOTHING`;

/** The state of audits in the hub database. Every method is one transaction. */
export class AuditStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
    // WHY: an idle connection that the server closes must not end the process; the pool opens another.
    pool.on('error', () => undefined);
  }

  async applySchema(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await applyAuditSchema(client);
    } finally {
      client.release();
    }
  }

  /**
   * Saves a definition as a new version; one equal to the latest stays as it is. Answers with the version.
   * @throws SluiceError AUDIT_INVALID where another owner has an audit of this name
   */
  async saveAudit(definition: AuditDefinition, origin: AuditOrigin): Promise<number> {
    const hash = definitionHash(definition);
    const shipped = origin === 'shipped';
    if (!shipped && definition.owner === SHIPPED_OWNER)
      throw auditInvalid('owner', 'only an audit that ships has this owner');
    return this.transaction(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [definition.name]);
      const latest = await latestVersion(client, definition.name);
      // WHY: in here, under the lock: of two owners who save a new name at once, one is refused.
      if (!shipped && latest !== undefined && (latest.shipped || latest.owner !== definition.owner))
        throw auditInvalid('name', 'another owner has an audit of this name');
      if (latest?.hash === hash && latest.shipped === shipped) return latest.version;
      const version = (latest?.version ?? 0) + 1;
      await client.query(
        `INSERT INTO audit.saved_audit_version (name, version, definition, definition_hash, shipped)
         VALUES ($1, $2, $3, $4, $5)`,
        [definition.name, version, JSON.stringify(definition), hash, shipped],
      );
      return version;
    });
  }

  /** A version of an audit, the latest unless one is named; null where there is none. */
  async audit(name: string, version: number | null = null): Promise<SavedVersion | null> {
    const { rows } = await this.pool.query<SavedVersion>(
      `SELECT version, definition FROM audit.saved_audit_version
       WHERE name = $1 AND version = coalesce($2, version) ORDER BY version DESC LIMIT 1`,
      [name, version],
    );
    return rows[0] ?? null;
  }

  /**
   * Queues a run. One that asks for what an unfinished run is already doing is answered with that run, `isNew` false.
   * @throws SluiceError AUDIT_BUSY where the application has as many unfinished runs as it may
   */
  async createRun(request: RunRequest): Promise<{ readonly runId: string; readonly isNew: boolean }> {
    return this.transaction(async (client) => {
      // WHY: requests are counted one after the other, or a burst of them would all find room.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.run', 1))`);
      const same = await unfinishedLike(client, request);
      if (same !== undefined) return { runId: same, isNew: false };
      if ((await unfinishedOf(client, request.requestedBy)) >= MAX_UNFINISHED_RUNS)
        throw new SluiceError('AUDIT_BUSY', { limit: MAX_UNFINISHED_RUNS });
      return { runId: await insertRun(client, request), isNew: true };
    });
  }

  async run(runId: string): Promise<StoredRun | null> {
    const { rows } = await this.pool.query<RunRow>(`${SELECT_RUN} WHERE run_id = $1`, [runId]);
    return rows[0] === undefined ? null : storedRun(rows[0]);
  }

  /** Runs that a former process left behind, oldest first. */
  async unfinishedRuns(): Promise<readonly StoredRun[]> {
    const { rows } = await this.pool.query<RunRow>(
      `${SELECT_RUN} WHERE status IN ('QUEUED', 'RUNNING') ORDER BY record_id`,
    );
    return rows.map(storedRun);
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

  /** False where the run had ended before. */
  async endRun(
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

  /**
   * Keeps a page: its findings with their evidence, and where the next one begins, all or nothing. False where the
   * run has ended or another process has kept this page; then nothing is written.
   */
  async keepPage(runId: string, page: EvaluatedPage): Promise<boolean> {
    return this.transaction(async (client) => {
      const { rowCount } = await client.query(
        `UPDATE audit.run SET
           cursor = $3, pages = pages + 1, attempts = 0, population_seen = population_seen + $4,
           status = CASE WHEN $5 THEN 'SUCCEEDED' ELSE status END,
           finished_at = CASE WHEN $5 THEN now() END
         WHERE run_id = $1 AND pages = $2 AND status = 'RUNNING'`,
        [runId, page.index, page.nextCursor, page.population, page.isLast],
      );
      if (rowCount !== 1) return false;
      if (page.conclusions.length === 0) return true;
      const { rows } = await client.query<{ findings: string; unsure: string }>(INSERT_FINDINGS, [
        JSON.stringify(page.conclusions.map((conclusion) => findingRow(runId, page, conclusion))),
      ]);
      await client.query(INSERT_EVIDENCE, [
        JSON.stringify(page.conclusions.flatMap((conclusion) => evidenceRows(runId, page, conclusion))),
      ]);
      await client.query(
        `UPDATE audit.run SET finding_count = finding_count + $2, cannot_tell_count = cannot_tell_count + $3
         WHERE run_id = $1`,
        [runId, rows[0]?.findings ?? 0, rows[0]?.unsure ?? 0],
      );
      return true;
    });
  }

  /** One row of what the subgraph serves, with the connector's spelling of values; null where there is none. */
  async servedRow(
    view: 'audit.audit_run' | 'audit.saved_audit',
    column: 'run_id' | 'name',
    key: string,
  ): Promise<SourceRow | null> {
    const { rows } = await this.pool.query<SourceRow>({
      text: `SELECT * FROM ${view} WHERE ${column} = $1`,
      values: [key],
      types: sourceValueTypes,
    });
    return rows[0] ?? null;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // WHY: a connection on which the rollback fails too is not given to anybody else.
      await client.query('ROLLBACK').then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
  }
}

const SELECT_RUN = `SELECT run_id, audit_name, audit_version, status, requested_by, parent_exchange, parameters, cursor, pages
FROM audit.run`;

interface RunRow {
  readonly run_id: string;
  readonly audit_name: string;
  readonly audit_version: number;
  readonly status: RunStatus;
  readonly requested_by: string;
  readonly parent_exchange: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly cursor: string | null;
  readonly pages: number;
}

function storedRun(row: RunRow): StoredRun {
  return {
    runId: row.run_id,
    auditName: row.audit_name,
    auditVersion: row.audit_version,
    status: row.status,
    requestedBy: row.requested_by,
    parentExchange: row.parent_exchange,
    parameters: new Map(Object.entries(row.parameters)),
    cursor: row.cursor,
    pages: row.pages,
  };
}

async function unfinishedLike(client: pg.ClientBase, request: RunRequest): Promise<string | undefined> {
  const { rows } = await client.query<{ run_id: string }>(
    `SELECT run_id FROM audit.run
     WHERE status IN ('QUEUED', 'RUNNING') AND audit_name = $1 AND audit_version = $2 AND parameters = $3::jsonb
     ORDER BY record_id LIMIT 1`,
    [request.auditName, request.auditVersion, parametersText(request)],
  );
  return rows[0]?.run_id;
}

async function unfinishedOf(client: pg.ClientBase, application: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM audit.run WHERE status IN ('QUEUED', 'RUNNING') AND requested_by = $1`,
    [application],
  );
  return rows[0]?.count ?? 0;
}

async function insertRun(client: pg.ClientBase, request: RunRequest): Promise<string> {
  const runId = randomUUID();
  await client.query(
    `INSERT INTO audit.run
       (run_id, audit_name, audit_version, status, requested_by, parent_exchange, parameters, policy_version)
     VALUES ($1, $2, $3, 'QUEUED', $4, $5, $6, $7)`,
    [
      runId,
      request.auditName,
      request.auditVersion,
      request.requestedBy,
      request.parentExchange,
      parametersText(request),
      request.policyVersion,
    ],
  );
  return runId;
}

function parametersText(request: RunRequest): string {
  return JSON.stringify(Object.fromEntries(request.parameters));
}

interface LatestVersion {
  readonly version: number;
  readonly hash: string;
  readonly owner: string;
  readonly shipped: boolean;
}

async function latestVersion(client: pg.ClientBase, name: string): Promise<LatestVersion | undefined> {
  const { rows } = await client.query<LatestVersion>(
    `SELECT version, definition_hash AS hash, definition ->> 'owner' AS owner, shipped FROM audit.saved_audit_version
     WHERE name = $1 ORDER BY version DESC LIMIT 1`,
    [name],
  );
  return rows[0];
}

/** Equal conclusions of one run have equal ids, whichever process reached them. */
function findingId(runId: string, conclusion: CaseConclusion): string {
  const parts = [runId, conclusion.rule.definition.id, conclusion.caseNumber, conclusion.evidenceKey];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

function findingRow(runId: string, page: EvaluatedPage, conclusion: CaseConclusion): object {
  const { id, version, statute } = conclusion.rule.definition;
  return {
    finding_id: findingId(runId, conclusion),
    run_id: runId,
    rule_id: id,
    rule_version: version,
    statute,
    outcome: conclusion.outcome,
    missing: conclusion.missing,
    case_number: conclusion.caseNumber,
    division: conclusion.division,
    person_key: conclusion.personKey,
    match_tier: conclusion.matchTier,
    evidence_key: conclusion.evidenceKey,
    found_at: page.fetchedAt.toISOString(),
  };
}

function evidenceRows(runId: string, page: EvaluatedPage, conclusion: CaseConclusion): readonly object[] {
  return conclusion.evidence.map((item) => ({
    finding_id: findingId(runId, conclusion),
    path: item.path,
    source_agency: item.agency,
    source_dataset: item.dataset,
    source_type: item.typeName,
    source_field: item.fieldName,
    source_record_key: item.recordKey,
    value: JSON.stringify(item.value),
    as_of: item.asOf,
    fetched_at: page.fetchedAt.toISOString(),
    match_tier: item.matchTier,
    exchange_id: page.exchangeId,
  }));
}
