import { Cron } from 'croner';
import { SluiceError } from '../../../errors/sluice-error.ts';

/** The province's own time. */
const TIME_ZONE = 'Asia/Shanghai';
/** Runs of everybody that follow each other more closely would never let the agencies rest. */
const SHORTEST_MINUTES = 10;
/** Days of the week and of the month come round within these many slots. */
const SLOTS_LOOKED_AT = 100;

/**
 * Checks a cron expression of five fields: minute, hour, day of the month, month, day of the week.
 * @throws SluiceError AUDIT_SCHEDULE_INVALID with the reason
 */
export function checkSchedule(cron: string, now: Date): void {
  if (cron.trim().split(/\s+/u).length !== 5)
    throw new SluiceError('AUDIT_SCHEDULE_INVALID', {
      reason: 'say five fields: minute, hour, day of the month, month, day of the week',
    });
  const slots = timesOf(cron).nextRuns(SLOTS_LOOKED_AT, now);
  if (slots.length === 0) throw new SluiceError('AUDIT_SCHEDULE_INVALID', { reason: 'it never comes' });
  for (const [index, slot] of slots.entries()) {
    const next = slots[index + 1];
    if (next !== undefined && next.getTime() - slot.getTime() < SHORTEST_MINUTES * 60_000)
      throw new SluiceError('AUDIT_SCHEDULE_INVALID', {
        reason: `more often than every ${SHORTEST_MINUTES} minutes`,
      });
  }
}

/** The latest time of a schedule that is not after `now`; null where there was none yet. */
export function latestSlot(cron: string, now: Date): Date | null {
  // croner answers with times before the one it is given: the very moment is asked for by the next second.
  const slots = timesOf(cron).previousRuns(2, new Date(now.getTime() + 1_000));
  return slots.find((slot) => slot.getTime() <= now.getTime()) ?? null;
}

function timesOf(cron: string): Cron {
  try {
    return new Cron(cron, { timezone: TIME_ZONE, paused: true });
  } catch (error) {
    throw new SluiceError('AUDIT_SCHEDULE_INVALID', { reason: 'it is no cron expression' }, { cause: error });
  }
}
