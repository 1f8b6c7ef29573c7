import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import type { Withheld } from '../../../policies/decision-wire.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import { AuditEngine } from '../run/audit-engine.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { AuditStore } from '../store/audit-store.ts';
import { MAX_SCHEDULES } from '../store/schedule-store.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { requesterAs } from '../testing/requester-as.ts';
import { Scheduler } from './scheduler.ts';

const REQUESTER = requesterAs('au-1');
const CREATED = new Date('2026-11-01T00:00:00Z');

let database: TestDatabase;
let pool: pg.Pool;
let store: AuditStore;
let engine: AuditEngine;
/** What policy permits the auditor no more. */
let withheld: readonly Withheld[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  pool = new pg.Pool({ host, port, user, password, database: database.database, max: 4 });
  store = new AuditStore(pool);
  await pool.query('CREATE SCHEMA audit');
  await store.applySchema();
  // No run is carried out here: what is looked at is which are asked for.
  engine = new AuditEngine({
    store,
    graph: testGraph(),
    thresholds: testThresholds(),
    ask: () => Promise.reject(new Error('nothing is asked')),
    askRelation: () => Promise.reject(new Error('nothing is asked')),
    askDecision: () => Promise.resolve({ caller: [], beside: withheld }),
    engine: duckDbEngine,
    concurrency: 0,
    pageSize: 10,
    backoffMs: [],
    endStanding: () => Promise.reject(new Error('nothing stands here')),
    onStuck: () => undefined,
  });
  await engine.save(shippedAudit('barred-vehicle'), null);
});
afterAll(async () => {
  await engine.stop();
  await store.close();
  await database.drop();
});

function schedulerAt(now: string): Scheduler {
  return new Scheduler({
    schedules: store.schedules,
    engine,
    now: () => new Date(now),
    everyMs: 60_000,
    onError: (error) => {
      throw error;
    },
  });
}

async function slots(): Promise<readonly object[]> {
  const { rows } = await pool.query<object>(
    `SELECT slot, run_id IS NOT NULL AS "hasRun", error_code FROM audit.schedule_slot ORDER BY slot`,
  );
  return rows;
}

test('each slot has one run, also of two processes, and of missed ones the latest', async () => {
  const scheduleId = await store.schedules.create({
    auditName: 'barred-vehicle',
    cron: '0 10 * * *',
    mode: 'CASES',
    parameters: new Map(),
    requester: REQUESTER,
  });
  await pool.query('UPDATE audit.schedule SET created_at = $1', [CREATED]);
  await schedulerAt('2026-11-01T01:59:00Z').look();
  expect(await slots()).toEqual([]);
  await Promise.all([1, 2, 3].map(() => schedulerAt('2026-11-01T02:00:01Z').look()));
  const first = { slot: new Date('2026-11-01T02:00:00Z'), hasRun: true, error_code: null };
  expect(await slots()).toEqual([first]);
  await schedulerAt('2026-11-04T05:00:00Z').look();
  const latest = { ...first, slot: new Date('2026-11-04T02:00:00Z') };
  expect(await slots()).toEqual([first, latest]);
  await store.schedules.end(scheduleId, REQUESTER);
  await schedulerAt('2026-11-05T05:00:00Z').look();
  expect(await slots()).toEqual([first, latest]);
});

test('a schedule ends where the rights of its owner do, and its times say so', async () => {
  const owner = requesterAs('au-2');
  const acting = (official: string) => ({ application: 'auditor', official });
  await engine.save(
    { ...shippedAudit('barred-vehicle'), name: 'shared', owner: 'auditor' },
    requesterAs('au-1'),
  );
  const { definitionHash } = (await store.savedAudits.version('shared'))!;
  await store.savedAudits.propose('shared', acting('au-1'));
  await store.savedAudits.approve('shared', definitionHash, acting('au-3'));
  const scheduleId = await store.schedules.create({
    auditName: 'shared',
    cron: '0 10 * * *',
    mode: 'CASES',
    parameters: new Map(),
    requester: owner,
  });
  await pool.query(
    `UPDATE audit.schedule SET ended_at = CASE WHEN schedule_id = $2 THEN NULL ELSE now() END, created_at = $1`,
    [CREATED, scheduleId],
  );
  const latest = async (): Promise<unknown> =>
    (
      await pool.query<object>(
        `SELECT run_id IS NOT NULL AS "hasRun", error_code, error_detail FROM audit.schedule_slot
         WHERE schedule_id = $1 ORDER BY slot DESC LIMIT 1`,
        [scheduleId],
      )
    ).rows[0];
  await schedulerAt('2026-12-01T02:00:00Z').look();
  expect(await latest()).toEqual({ hasRun: true, error_code: null, error_detail: null });
  await pool.query(
    `UPDATE audit.run SET status = 'CANCELLED', finished_at = now() WHERE audit_name = 'shared'`,
  );

  withheld = [{ field: 'Vehicle.use' as FieldCoordinate, use: 'project', because: 'denied', rules: [] }];
  await schedulerAt('2026-12-02T02:00:00Z').look();
  expect(await latest()).toEqual({
    hasRun: false,
    error_code: 'AUDIT_POLICY_DENIED',
    error_detail: 'who asks for it is not permitted `Vehicle.use`',
  });
  withheld = [];
  await store.savedAudits.withdraw('shared', 'it accuses the wrong ones', acting('au-1'));
  await schedulerAt('2026-12-03T02:00:00Z').look();
  expect(await latest()).toEqual({
    hasRun: false,
    error_code: 'AUDIT_UNKNOWN',
    error_detail: 'no saved audit has this name',
  });
});

test('an owner keeps only so many schedules', async () => {
  const requester = requesterAs('au-many');
  const create = (): Promise<string> =>
    store.schedules.create({
      auditName: 'barred-vehicle',
      cron: '0 3 * * *',
      mode: 'SWEEP',
      parameters: new Map(),
      requester,
    });
  for (let made = 0; made < MAX_SCHEDULES; made += 1) await create();
  await expect(create()).rejects.toMatchObject({ code: 'AUDIT_KEEPS_ENOUGH' });
});
