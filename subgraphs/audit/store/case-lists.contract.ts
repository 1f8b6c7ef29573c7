import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { createAskDecision } from '../run/ask-decision.ts';
import { createAskHub } from '../../kit/following/ask-hub.ts';
import { AuditEngine, type RunManner } from '../run/audit-engine.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { createAskRelation } from '../sweep/read/ask-relation.ts';
import { record, shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { requesterAs } from '../testing/requester-as.ts';
import { servePopulation, type PopulationServer, type Trouble } from '../testing/population-server.ts';
import { AuditStore } from './audit-store.ts';
import type { ListKind } from '../lists/case-list.ts';
import { MAX_LIST_ENTRIES, MAX_LISTS } from './case-list-store.ts';

const graph = testGraph();
const tokenFile = join(mkdtempSync(join(tmpdir(), 'case-lists-')), 'token.jwt');
writeFileSync(tokenFile, 'a-token\n');

const OWNER = requesterAs('au-1');
const OTHER = requesterAs('au-2');
const UNKNOWN = { code: 'AUDIT_LIST_UNKNOWN' };

let database: TestDatabase;
let pool: pg.Pool;
let store: AuditStore;
const engines: AuditEngine[] = [];
const servers: PopulationServer[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  pool = new pg.Pool({ host, port, user, password, database: database.database, max: 4 });
  store = new AuditStore(pool);
  await pool.query('CREATE SCHEMA audit');
  await store.applySchema();
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await store.close();
  await database.drop();
});

const caseNumber = (index: number): string => `C${String(index).padStart(4, '0')}`;

function listOf(kind: ListKind, days = 30): Promise<string> {
  return store.lists.create('a list', kind, days, OWNER);
}

async function listOfCases(indices: readonly number[]): Promise<string> {
  const listId = await listOf('CASE');
  const entries = indices.map((index, at) => ({ row: at + 2, key: caseNumber(index) }));
  await store.lists.add(listId, entries, OWNER);
  return listId;
}

/** An engine over families without people. */
async function engineOf(count: number, troubleOf?: () => Trouble | null): Promise<AuditEngine> {
  const families = Array.from({ length: count }, (_, index) =>
    record(`F${index}`, {
      caseNumber: caseNumber(index),
      division: '230102',
      status: 'ACTIVE',
      members: [],
    }),
  );
  const server = await servePopulation(families, troubleOf);
  servers.push(server);
  const engine = new AuditEngine({
    store,
    graph,
    thresholds: testThresholds(),
    ask: createAskHub({ url: server.url, tokenFile }),
    askRelation: createAskRelation({ url: server.url, tokenFile }),
    askDecision: createAskDecision({ url: server.url, tokenFile }),
    engine: duckDbEngine,
    concurrency: 2,
    pageSize: 10,
    backoffMs: [1],
    endStanding: () => Promise.reject(new Error('nothing stands here')),
    onStuck: (_, error) => {
      throw error;
    },
  });
  engines.push(engine);
  for (const name of ['barred-vehicle', 'income-drop']) await engine.save(shippedAudit(name), null);
  return engine;
}

const over = (listId: string | null): RunManner => ({ mode: 'CASES', asOf: null, listId });

async function untilRun(runId: string, isReached: (run: RunRow) => boolean): Promise<RunRow> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const { rows } = await pool.query<RunRow>(
      'SELECT status, pages, population_seen::int AS seen FROM audit.run WHERE run_id = $1',
      [runId],
    );
    if (isReached(rows[0]!)) return rows[0]!;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('not reached');
}

interface RunRow {
  readonly status: string;
  readonly pages: number;
  readonly seen: number;
}

test('a list is known to its owner alone', async () => {
  const listId = await listOfCases([1]);
  expect(await store.lists.list(listId, OWNER)).toEqual({ listId, kind: 'CASE' });
  await expect(store.lists.list(listId, OTHER)).rejects.toMatchObject(UNKNOWN);
  await expect(store.lists.add(listId, [{ row: 9, key: 'C9' }], OTHER)).rejects.toMatchObject(UNKNOWN);
  await expect(store.lists.drop(listId, OTHER)).rejects.toMatchObject(UNKNOWN);
  const engine = await engineOf(1);
  await expect(engine.start('barred-vehicle', new Map(), OTHER, over(listId))).rejects.toMatchObject(UNKNOWN);
  expect(await store.lists.entries(listId)).toEqual([{ row: 2, key: caseNumber(1) }]);
});

test('a list that expired is unknown at once, and its entries are dropped', async () => {
  const [gone, kept] = [await listOfCases([1]), await listOfCases([2])];
  await pool.query(`UPDATE audit.case_list SET expires_at = now() WHERE list_id = $1`, [gone]);
  await expect(store.lists.list(gone, OWNER)).rejects.toMatchObject(UNKNOWN);
  expect(await store.lists.ofRun(gone)).toBeNull();
  await store.lists.dropExpired();
  expect(await store.lists.entries(gone)).toEqual([]);
  expect(await store.lists.entries(kept)).toHaveLength(1);
});

test('sending entries again changes nothing, and a list that grows too long stays as it was', async () => {
  const listId = await listOfCases([1]);
  await store.lists.add(listId, [{ row: 2, key: caseNumber(1) }], OWNER);
  const entries = Array.from({ length: MAX_LIST_ENTRIES }, (_, at) => ({ row: at + 3, key: `X${at}` }));
  await expect(store.lists.add(listId, entries, OWNER)).rejects.toMatchObject({
    code: 'AUDIT_LIST_TOO_LONG',
    detail: { limit: MAX_LIST_ENTRIES },
  });
  expect(await store.lists.entries(listId)).toHaveLength(1);
});

test('a run over a list that is ended goes on with the same cases, and over nobody else', async () => {
  const listId = await listOfCases(Array.from({ length: 150 }, (_, at) => at * 2));
  let asked = 0;
  const first = await engineOf(400, () => ((asked += 1) > 1 ? 'hang' : null));
  const runId = await first.start('barred-vehicle', new Map(), OWNER, over(listId));
  await untilRun(runId, ({ pages }) => pages === 1);
  await first.stop();
  // What comes to the list later is not of this run.
  await store.lists.add(listId, [{ row: 900, key: caseNumber(1) }], OWNER);
  await (await engineOf(400)).resume();
  const ended = await untilRun(runId, ({ status }) => status !== 'RUNNING' && status !== 'QUEUED');
  expect(ended).toEqual({ status: 'SUCCEEDED', pages: 2, seen: 150 });
});

test('a number that no case of the population has leads to no case', async () => {
  const listId = await listOfCases([1, 7]);
  const runId = await (await engineOf(5)).start('barred-vehicle', new Map(), OWNER, over(listId));
  await untilRun(runId, ({ status }) => status === 'SUCCEEDED');
  const { rows } = await pool.query(
    'SELECT cases::int FROM audit.run_list_row WHERE run_id = $1 ORDER BY row_number',
    [runId],
  );
  expect(rows).toEqual([{ cases: 1 }, { cases: 0 }]);
});

test('a run over a list is not answered with a run over everybody, nor the other way round', async () => {
  const engine = await engineOf(5, () => 'hang');
  const [one, other] = [await listOfCases([1]), await listOfCases([2])];
  const asked = [null, one, other, null, one];
  const runs: string[] = [];
  for (const listId of asked) runs.push(await engine.start('barred-vehicle', new Map(), OWNER, over(listId)));
  expect(new Set(runs).size).toBe(3);
  expect(runs.slice(3)).toEqual(runs.slice(0, 2));
});

test('what can not be done over a list is refused when it is asked for', async () => {
  const engine = await engineOf(1);
  const listId = await listOfCases([1]);
  await expect(
    engine.start('barred-vehicle', new Map(), OWNER, { ...over(listId), mode: 'SWEEP' }),
  ).rejects.toMatchObject({ code: 'AUDIT_PARAMETER_INVALID', detail: { parameter: 'mode' } });
  await expect(engine.start('income-drop', new Map(), OWNER, over(listId))).rejects.toMatchObject({
    code: 'AUDIT_LIST_UNFIT',
  });
  expect((await pool.query('SELECT FROM audit.run')).rowCount).toBe(0);
});

test('an owner keeps only so many lists', async () => {
  for (let made = 0; made < MAX_LISTS; made += 1) await listOf('PERSON');
  await expect(listOf('PERSON')).rejects.toMatchObject({ code: 'AUDIT_KEEPS_ENOUGH' });
});
