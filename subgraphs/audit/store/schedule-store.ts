import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import type { ErrorCode } from '../../../errors/error-table.ts';
import type { ParameterValue } from '../definition/audit-definition.ts';
import type { Requester } from '../run/audit-engine.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { RunMode } from './stored-run.ts';
import { ownerKeysOf, type Viewer } from './viewer.ts';

export interface ScheduleRequest {
  readonly auditName: string;
  readonly cron: string;
  readonly mode: Exclude<RunMode, 'SUPERVISION'>;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly requester: Requester;
}

/** A schedule that stands. */
export interface StandingSchedule extends ScheduleRequest {
  readonly scheduleId: string;
  readonly createdAt: Date;
  /** The latest slot that was taken; null where none was. */
  readonly lastSlot: Date | null;
}

/** How many schedules of one owner may stand at a time. */
export const MAX_SCHEDULES = 50;

/** Schedules of saved audits, and their slots. */
export class ScheduleStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /**
   * Keeps a schedule; answers with its id.
   * @throws SluiceError AUDIT_KEEPS_ENOUGH
   */
  async create({ auditName, cron, mode, parameters, requester }: ScheduleRequest): Promise<string> {
    const scheduleId = randomUUID();
    await inTransaction(this.pool, async (client) => {
      // WHY: one after the other, or the aliases of one mutation would all find room.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.schedule', 1))`);
      const { rowCount } = await client.query(
        `SELECT FROM audit.schedule
         WHERE ended_at IS NULL AND audit.owner_key(requested_by, official) = audit.owner_key($1, $2)`,
        [requester.application, requester.official],
      );
      if ((rowCount ?? 0) >= MAX_SCHEDULES)
        throw new SluiceError('AUDIT_KEEPS_ENOUGH', { limit: MAX_SCHEDULES });
      await client.query(
        `INSERT INTO audit.schedule
         (schedule_id, audit_name, cron, mode, parameters, requested_by, official, parent_exchange, policy_version,
          requester)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          scheduleId,
          auditName,
          cron,
          mode,
          JSON.stringify(Object.fromEntries(parameters)),
          requester.application,
          requester.official,
          requester.exchangeId,
          requester.policyVersion,
          JSON.stringify(requester.subject),
        ],
      );
    });
    return scheduleId;
  }

  /**
   * Ends a schedule; its history stays.
   * @throws SluiceError AUDIT_SCHEDULE_UNKNOWN where it is another's, or has ended
   */
  async end(scheduleId: string, viewer: Viewer): Promise<void> {
    const { rowCount } = await this.pool.query(
      `UPDATE audit.schedule SET ended_at = now()
       WHERE schedule_id = $1 AND ended_at IS NULL
         AND audit.owner_key(requested_by, official) = ANY($2)`,
      [scheduleId, ownerKeysOf(viewer)],
    );
    if (rowCount !== 1) throw new SluiceError('AUDIT_SCHEDULE_UNKNOWN');
  }

  async standing(): Promise<readonly StandingSchedule[]> {
    const { rows } = await this.pool.query<
      Omit<StandingSchedule, 'parameters' | 'requester'> & {
        readonly parameters: Readonly<Record<string, ParameterValue>>;
        readonly application: string;
        readonly official: string | null;
        readonly exchangeId: string;
        readonly policyVersion: string;
        readonly subject: Subject;
      }
    >(
      `SELECT schedule_id AS "scheduleId", audit_name AS "auditName", cron, mode, parameters, created_at AS "createdAt",
         requested_by AS application, official, parent_exchange AS "exchangeId", policy_version AS "policyVersion",
         requester AS subject,
         (SELECT max(slot) FROM audit.schedule_slot AS taken WHERE taken.schedule_id = schedule.schedule_id)
           AS "lastSlot"
       FROM audit.schedule WHERE ended_at IS NULL ORDER BY record_id`,
    );
    return rows.map(
      ({ application, official, exchangeId, policyVersion, subject, parameters, ...schedule }) => ({
        ...schedule,
        parameters: new Map(Object.entries(parameters)),
        requester: { application, official, exchangeId, policyVersion, subject },
      }),
    );
  }

  /** Takes a slot from which no run can come, and says why; false where another process has it. */
  async failSlot({ scheduleId, slot }: Slot, code: ErrorCode, detail: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO audit.schedule_slot (schedule_id, slot, error_code, error_detail) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [scheduleId, slot, code, detail],
    );
    return rowCount === 1;
  }
}

/** A time of a schedule. */
export interface Slot {
  readonly scheduleId: string;
  readonly slot: Date;
}

/** Takes a slot in the transaction that queues its run; false where another process has it. */
export async function takeSlot(client: pg.ClientBase, { scheduleId, slot }: Slot): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO audit.schedule_slot (schedule_id, slot)
     SELECT $1, $2 WHERE EXISTS (SELECT FROM audit.schedule WHERE schedule_id = $1 AND ended_at IS NULL)
     ON CONFLICT DO NOTHING`,
    [scheduleId, slot],
  );
  return rowCount === 1;
}

export async function linkSlot(
  client: pg.ClientBase,
  { scheduleId, slot }: Slot,
  runId: string,
): Promise<void> {
  await client.query('UPDATE audit.schedule_slot SET run_id = $3 WHERE (schedule_id, slot) = ($1, $2)', [
    scheduleId,
    slot,
    runId,
  ]);
}
