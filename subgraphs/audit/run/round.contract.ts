import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { AuditStore } from '../store/audit-store.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import { askSmallProvince } from '../sweep/testing/ask-small-province.ts';
import { randomProvince } from '../sweep/testing/random-province.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { requesterAs } from '../testing/requester-as.ts';
import { AuditEngine } from './audit-engine.ts';

const NAMES = ['barred-vehicle', 'company-control', 'dead-and-paid'];
const REQUESTER = requesterAs(null);
const SWEEP = { mode: 'SWEEP', asOf: null, listId: null } as const;
const [province] = fc.sample(randomProvince, { numRuns: 1, seed: 3 });
const answering = askSmallProvince(province!, 'AssistanceFamily');

let database: TestDatabase;
let pool: pg.Pool;
const engines: AuditEngine[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  pool = new pg.Pool({ host, port, user, password, database: database.database, max: 4 });
  await pool.query('CREATE SCHEMA audit');
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  await pool.end();
  await database.drop();
});

async function engineAsking(askRelation: AskRelation): Promise<AuditEngine> {
  const store = new AuditStore(pool);
  await store.applySchema();
  const engine = new AuditEngine({
    store,
    graph: testGraph(),
    thresholds: testThresholds(),
    ask: () => Promise.reject(new Error('nothing is asked case by case')),
    askRelation,
    askDecision: () => Promise.resolve({ caller: [], beside: [] }),
    engine: duckDbEngine,
    concurrency: 1,
    pageSize: 10,
    backoffMs: [],
    endStanding: () => Promise.reject(new Error('nothing stands here')),
    onStuck: (_, error) => {
      throw error;
    },
  });
  engines.push(engine);
  for (const name of NAMES) await engine.save(shippedAudit(name), null);
  return engine;
}

const startRound = (engine: AuditEngine): ReturnType<AuditEngine['startRound']> =>
  engine.startRound(NAMES, new Map(), REQUESTER, SWEEP);

/** The states of runs when none of them goes on any more. */
async function ended(runIds: readonly string[]): Promise<readonly string[]> {
  for (let waited = 0; waited < 3_000; waited += 1) {
    const { rows } = await pool.query<{ status: string }>(
      'SELECT status FROM audit.run WHERE run_id = ANY ($1) ORDER BY record_id',
      [runIds],
    );
    const states = rows.map(({ status }) => status);
    if (!states.includes('QUEUED') && !states.includes('RUNNING')) return states;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('a run has no end');
}

async function found(runIds: readonly string[]): Promise<readonly object[]> {
  const { rows } = await pool.query<object>(
    `SELECT rule_id, case_key, evidence_key, evidence_hash, outcome, missing FROM audit.finding
     WHERE run_id = ANY ($1) ORDER BY rule_id, case_key, evidence_key`,
    [runIds],
  );
  return rows;
}

/** Answers nothing until it is told to. */
function held() {
  const [begun, may] = [new AbortController(), new AbortController()];
  const when = (signal: AbortSignal): Promise<unknown> =>
    signal.aborted ? Promise.resolve() : once(signal, 'abort');
  const ask: AskRelation = async (request) => {
    begun.abort();
    await Promise.race([when(may.signal), when(request.signal)]);
    request.signal.throwIfAborted();
    return answering(request);
  };
  return { ask, asked: when(begun.signal), go: () => may.abort() };
}

test('each run of a round ends by itself and finds what it finds alone', async () => {
  const engine = await engineAsking(answering);
  const { runIds } = await startRound(engine);
  expect(await ended(runIds)).toEqual(NAMES.map(() => 'SUCCEEDED'));
  const alone: string[] = [];
  for (const name of NAMES) {
    alone.push(await engine.start(name, new Map(), REQUESTER, SWEEP));
    await ended(alone);
  }
  expect(await found(runIds)).toEqual(await found(alone));
  expect((await found(runIds)).length).toBeGreaterThan(0);
});

test('of a round one run is cancelled and the others go on; a whole one is cancelled at once', async () => {
  const { ask, go, asked } = held();
  const engine = await engineAsking(ask);
  const [first, second] = [
    await startRound(engine),
    await engine.startRound(NAMES, new Map(), REQUESTER, { ...SWEEP, asOf: '2026-10-01T00:00:00Z' }),
  ];
  await asked;
  await engine.cancel(first.runIds[1]!, REQUESTER);
  await engine.cancelRound(second.roundId, REQUESTER);
  go();
  expect(await ended(first.runIds)).toEqual(['SUCCEEDED', 'CANCELLED', 'SUCCEEDED']);
  expect(await ended(second.runIds)).toEqual(NAMES.map(() => 'CANCELLED'));
  expect(await found([first.runIds[1]!, ...second.runIds])).toEqual([]);
});

test('a round goes on together after its process has ended, and is asked for once', async () => {
  const { ask, asked } = held();
  const former = await engineAsking(ask);
  const round = await startRound(former);
  await asked;
  expect(await startRound(former)).toEqual({ ...round, isNew: false });
  // Another official's is another, which the first can not end.
  const others = await former.startRound(NAMES, new Map(), requesterAs('au-2'), SWEEP);
  expect(others).toMatchObject({ isNew: true });
  await expect(former.cancelRound(others.roundId, requesterAs('au-1'))).rejects.toMatchObject({
    code: 'AUDIT_RUN_UNKNOWN',
  });
  await former.cancelRound(others.roundId, requesterAs('au-2'));
  await former.stop();
  const questions: string[] = [];
  const engine = await engineAsking((request) => {
    questions.push(request.question.query);
    return answering(request);
  });
  await engine.resume();
  expect(await ended(round.runIds)).toEqual(NAMES.map(() => 'SUCCEEDED'));
  expect(new Set(questions).size).toBe(questions.length);
});

test('all runs of a round are asked for or none is, and it counts as one', async () => {
  const { ask } = held();
  const engine = await engineAsking(ask);
  const refused = engine.startRound([...NAMES, 'no-such-audit'], new Map(), REQUESTER, SWEEP);
  await expect(refused).rejects.toMatchObject({ code: 'AUDIT_UNKNOWN' });
  await expect(
    engine.startRound(['barred-vehicle', 'barred-vehicle'], new Map(), REQUESTER, SWEEP),
  ).rejects.toMatchObject({ code: 'AUDIT_PARAMETER_INVALID' });
  expect((await pool.query('SELECT FROM audit.run')).rowCount).toBe(0);
  const asOf = (day: number) => ({ ...SWEEP, asOf: `2026-10-0${day}T00:00:00Z` });
  for (let day = 1; day <= 5; day += 1) await engine.startRound(NAMES, new Map(), REQUESTER, asOf(day));
  await expect(engine.startRound(NAMES, new Map(), REQUESTER, asOf(6))).rejects.toMatchObject({
    code: 'AUDIT_BUSY',
  });
});
