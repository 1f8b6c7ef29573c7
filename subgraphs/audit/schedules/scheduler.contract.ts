import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { AuditEngine } from '../run/audit-engine.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { AuditStore } from '../store/audit-store.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { Scheduler } from './scheduler.ts';

const REQUESTER = { application: 'auditor', official: 'au-1', exchangeId: 'x', policyVersion: 'v' };
const CREATED = new Date('2026-11-01T00:00:00Z');

let database: TestDatabase;
let pool: pg.Pool;
let store: AuditStore;
let engine: AuditEngine;

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
    engine: duckDbEngine,
    concurrency: 0,
    pageSize: 10,
    backoffMs: [],
    onStuck: () => undefined,
  });
  await engine.save(shippedAudit('barred-vehicle'), 'shipped');
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
