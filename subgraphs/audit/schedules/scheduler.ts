import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditEngine } from '../run/audit-engine.ts';
import type { ScheduleStore, StandingSchedule } from '../store/schedule-store.ts';
import { RepeatedWork } from '../../kit/repeated-work.ts';
import { latestSlot } from './schedule-times.ts';

export interface SchedulerParts {
  readonly schedules: ScheduleStore;
  readonly engine: Pick<AuditEngine, 'startScheduled'>;
  readonly now: () => Date;
  /** Milliseconds between two looks at the clock. */
  readonly everyMs: number;
  /** Told when a look failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

/**
 * Starts the runs of schedules. Which slots were taken stands in the database, so of two processes one starts a run, and
 * of slots that went by while none was there, the latest is made up for.
 */
export class Scheduler {
  private readonly parts: SchedulerParts;
  private looking: RepeatedWork | null = null;

  constructor(parts: SchedulerParts) {
    this.parts = parts;
  }

  start(): void {
    const { everyMs, onError } = this.parts;
    this.looking = new RepeatedWork(() => this.look(), { everyMs, firstAfterMs: everyMs, onError });
  }

  async stop(): Promise<void> {
    await this.looking?.stop();
  }

  /** Starts what is due. */
  async look(): Promise<void> {
    const now = this.parts.now();
    for (const schedule of await this.parts.schedules.standing()) {
      const slot = latestSlot(schedule.cron, now);
      if (slot !== null && slot > (schedule.lastSlot ?? schedule.createdAt)) await this.take(schedule, slot);
    }
  }

  private async take(schedule: StandingSchedule, slot: Date): Promise<void> {
    try {
      await this.parts.engine.startScheduled(schedule, slot);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      // WHY: with too many runs under way, or no hub to say what policy permits, the slot stays free and the next look
      // tries again.
      if (ERROR_TABLE[error.code].retry) return;
      const reason = error.detail['reason'] ?? ERROR_TABLE[error.code].message;
      await this.parts.schedules.failSlot(
        { scheduleId: schedule.scheduleId, slot },
        error.code,
        String(reason),
      );
    }
  }
}
