import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { sourceValueTypes } from '../../../connectors/postgres/source-value-types.ts';
import { CaseListStore } from './case-list-store.ts';
import { EligibilityJobStore } from './eligibility-job-store.ts';
import { applyAuditSchema } from './apply-audit-schema.ts';
import { RuleSampleStore } from './rule-sample-store.ts';
import { RuleStageStore } from './rule-stage-store.ts';
import { RunStore } from './run-store.ts';
import { SavedAuditStore } from './saved-audit-store.ts';
import { ScheduleStore } from './schedule-store.ts';
import { ownerKeysOf, type Viewer } from './viewer.ts';

/** What mutations answer with, and by which column a row of it is known. */
const SERVED = {
  run: ['audit.audit_run', 'run_id'],
  round: ['audit.audit_round', 'round_id'],
  rule: ['audit.audit_rule', 'rule_key'],
  sample: ['audit.served_sample', 'sample_id'],
  schedule: ['audit.audit_schedule', 'schedule_id'],
  list: ['audit.served_case_list', 'list_id'],
  eligibilityJob: ['audit.served_eligibility_job', 'job_id'],
} as const;

/** The state of audits in the hub database, by idea. */
export class AuditStore {
  readonly savedAudits: SavedAuditStore;
  readonly runs: RunStore;
  readonly stages: RuleStageStore;
  readonly samples: RuleSampleStore;
  readonly schedules: ScheduleStore;
  readonly lists: CaseListStore;
  readonly eligibility: EligibilityJobStore;
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
    this.savedAudits = new SavedAuditStore(pool);
    this.runs = new RunStore(pool);
    this.stages = new RuleStageStore(pool);
    this.samples = new RuleSampleStore(pool);
    this.schedules = new ScheduleStore(pool);
    this.lists = new CaseListStore(pool);
    this.eligibility = new EligibilityJobStore(pool);
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

  /** One row of what the subgraph serves, with the connector's spelling of values; null where there is none. */
  async servedRow(kind: keyof typeof SERVED, key: string): Promise<SourceRow | null> {
    const [view, column] = SERVED[kind];
    return this.firstRow(`SELECT * FROM ${view} WHERE ${column} = $1`, [key]);
  }

  /** An audit as a viewer sees it: its own in the latest version, another's in that which is open. */
  async servedAudit(name: string, viewer: Viewer): Promise<SourceRow | null> {
    return this.firstRow(
      `SELECT * FROM audit.saved_audit WHERE name = $1
       AND CASE WHEN owner_key = ANY($2) THEN is_latest ELSE is_open END`,
      [name, ownerKeysOf(viewer)],
    );
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async firstRow(text: string, values: unknown[]): Promise<SourceRow | null> {
    const { rows } = await this.pool.query<SourceRow>({ text, values, types: sourceValueTypes });
    return rows[0] ?? null;
  }
}
