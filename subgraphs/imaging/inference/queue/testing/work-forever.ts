import pg from 'pg';
import { JobQueue } from '../job-queue.ts';
import { workOnJobs } from '../work-on-jobs.ts';

/** A process that takes jobs and never ends with one, to be killed by a test; says so when it has the first. */

const pool = new pg.Pool({ ...(JSON.parse(process.env['SLUICE_QUEUE'] ?? '{}') as pg.PoolConfig), max: 4 });
workOnJobs({
  // Its lease outlives the kill by a second.
  queue: new JobQueue(pool, {
    serviceMs: 500,
    workers: 2,
    agedAfterMs: 120_000,
    leaseMs: 1_000,
    mostAttempts: 5,
    firstPauseMs: 10,
    longestPauseMs: 10,
  }),
  infer: () => {
    process.stdout.write('working\n');
    return new Promise(() => undefined);
  },
  keep: () => Promise.resolve(),
  workers: 2,
  idleMs: 20,
  renewMs: 200,
  onError: () => process.exit(1),
});
