import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { sourceValueTypes } from '../../../connectors/postgres/source-value-types.ts';
import { applyAuditSchema } from './apply-audit-schema.ts';
import { RunStore } from './run-store.ts';
import { SavedAuditStore } from './saved-audit-store.ts';

/** The state of audits in the hub database, by idea. */
export class AuditStore {
  readonly savedAudits: SavedAuditStore;
  readonly runs: RunStore;
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
    this.savedAudits = new SavedAuditStore(pool);
    this.runs = new RunStore(pool);
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
}
