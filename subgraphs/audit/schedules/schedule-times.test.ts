import { expect, test } from '@jest/globals';
import { checkSchedule, latestSlot } from './schedule-times.ts';

const NOW = new Date('2026-11-01T02:30:00Z');

test.each([
  ['at an hour of the province', '0 10 * * *', '2026-11-01T02:00:00.000Z'],
  ['at that very moment', '30 10 * * *', '2026-11-01T02:30:00.000Z'],
  ['later that day, so the day before', '0 11 * * *', '2026-10-31T03:00:00.000Z'],
  ['monthly', '0 1 1 * *', '2026-10-31T17:00:00.000Z'],
])('the latest slot %s', (_, cron, slot) => {
  expect(latestSlot(cron, NOW)?.toISOString()).toBe(slot);
});

test.each([
  ['words', 'day at ten every morning', 'it is no cron expression'],
  ['seconds', '0 0 10 * * *', 'say five fields'],
  ['no time at all', '0 0 30 2 *', 'it never comes'],
  ['every minute', '* * * * *', 'more often than every 10 minutes'],
  ['two times close together', '0,5 10 * * *', 'more often than every 10 minutes'],
])('%s are no schedule', (_, cron, reason) => {
  expect(() => checkSchedule(cron, NOW)).toThrow(
    expect.objectContaining({
      code: 'AUDIT_SCHEDULE_INVALID',
      detail: { reason: expect.stringContaining(reason) as unknown },
    }),
  );
});

test.each(['0 2 * * *', '*/10 * * * *', '0 1 1 * *', '30 6 * * 1-5'])('%s is one', (cron) => {
  expect(() => checkSchedule(cron, NOW)).not.toThrow();
});
