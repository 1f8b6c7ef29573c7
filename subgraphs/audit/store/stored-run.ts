import type pg from 'pg';
import type { ParameterValue } from '../definition/audit-definition.ts';

export type RunStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
/** Page by page through the gateway, set by set, or standing. */
export type RunMode = 'CASES' | 'SWEEP' | 'SUPERVISION';
export type RuleStage = 'SHADOW' | 'LIVE';

/** A run as the runner needs it; what callers see is the view `audit.audit_run`. */
export interface StoredRun {
  readonly runId: string;
  /** What it was asked for with. */
  readonly roundId: string;
  readonly auditName: string;
  readonly auditVersion: number;
  readonly status: RunStatus;
  readonly mode: RunMode;
  /** The instant as of which the sources are read, RFC 3339; null: as they are. */
  readonly asOf: string | null;
  /** The list over which it goes; null: everybody. */
  readonly listId: string | null;
  /** The application that asked for it. */
  readonly requestedBy: string;
  /** Who asked for it, as `ownerKeyOf` says it. */
  readonly requester: string;
  readonly parentExchange: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** Where the next page begins; null at the beginning. */
  readonly cursor: string | null;
  /** Pages kept so far. */
  readonly pages: number;
  /** By it the cases are chosen that are kept as a control sample. */
  readonly seed: string;
  /** Rule id → its text and its stage when the run was asked for. */
  readonly rules: ReadonlyMap<string, { readonly hash: string; readonly stage: RuleStage }>;
}

interface RunRow extends Omit<StoredRun, 'parameters' | 'rules' | 'asOf'> {
  readonly asOf: Date | null;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly rules: Readonly<Record<string, { readonly hash: string; readonly stage: RuleStage }>>;
}

/** The runs that meet a condition over `run`, oldest first. */
export async function selectRuns(
  client: pg.Pool | pg.ClientBase,
  condition: string,
  values: readonly unknown[] = [],
): Promise<readonly StoredRun[]> {
  const { rows } = await client.query<RunRow>(
    `SELECT
       run_id AS "runId", round_id AS "roundId", audit_name AS "auditName", audit_version AS "auditVersion", status, mode, as_of AS "asOf", list_id AS "listId",
       requested_by AS "requestedBy", audit.owner_key(requested_by, requested_official) AS requester,
       parent_exchange AS "parentExchange", parameters, cursor, pages, seed,
       (SELECT coalesce(jsonb_object_agg(rule_id, jsonb_build_object('hash', rule_hash, 'stage', stage)), '{}')
        FROM audit.run_rule WHERE run_rule.run_id = run.run_id) AS rules
     FROM audit.run WHERE ${condition} ORDER BY record_id`,
    [...values],
  );
  return rows.map((row) => ({
    ...row,
    asOf: row.asOf?.toISOString() ?? null,
    parameters: new Map(Object.entries(row.parameters)),
    rules: new Map(Object.entries(row.rules)),
  }));
}
