import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { withinRegion } from '../../../identifiers/division.ts';
import { fairnessOfRun } from '../fairness/fairness-of-run.ts';
import { applyMarketSchema } from '../market/apply-market-schema.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import { jobseekerOf } from '../market/testing/market-fixtures.ts';
import { randomMarket } from '../score/testing/random-market.ts';
import { applyServedViews } from '../serve/apply-served-views.ts';
import { applyServiceSchema } from '../service/apply-service-schema.ts';
import type { Actor } from '../service/party.ts';
import type { MirroredMarket } from '../suggestions/market-mirror.ts';
import { AssignmentRuns } from './assignment-runs.ts';
import { keepProgress, keepRun, keepStart } from './keep-run.ts';
import { marketOf } from './testing/market-of.ts';

const ADVISER: Actor = {
  official: 'ea-0031',
  department: 'labour',
  region: '230100',
  organisation: null,
  roles: ['adviser'],
  person: null,
};
const FAR: Actor = { ...ADVISER, region: '230200' };
const CITY = '230100';

const market = marketOf([], []);
const NOTHING = {
  capacity: new Int32Array(),
  offsets: new Int32Array(1),
  vacancy: new Int32Array(),
  score: new Float32Array(),
};

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ ...database, max: 3 });
  const client = await pool.connect();
  for (const schema of ['market', 'service', 'matching']) await client.query(`CREATE SCHEMA ${schema}`);
  await applyMarketSchema(client);
  await applyServiceSchema(client);
  await applyServedViews(client);
  client.release();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function runsOver(market: () => Promise<MirroredMarket>): { runs: AssignmentRuns; stuck: unknown[] } {
  const stuck: unknown[] = [];
  return {
    runs: new AssignmentRuns({ pool, mirror: { market }, onStuck: (error) => stuck.push(error) }),
    stuck,
  };
}

async function stateOf(runId: string): Promise<unknown> {
  const { rows } = await pool.query<{ state: string; finished: boolean }>(
    'SELECT state, finished_at IS NOT NULL AS finished FROM matching.assignment_run WHERE run_id = $1',
    [runId],
  );
  return rows[0];
}

async function rowOf(table: string, runId: string, what = '*'): Promise<Readonly<Record<string, unknown>>> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `SELECT ${what} FROM matching.${table} WHERE run_id = $1`,
    [runId],
  );
  return rows[0]!;
}

/** A market that is not read before it is let. */
function heldMarket() {
  const { promise, resolve } = Promise.withResolvers<MirroredMarket>();
  return { market: () => promise, letGo: () => resolve(market) };
}

/** What came of a run that goes on by itself. */
async function ended(runId: string): Promise<unknown> {
  for (;;) {
    const state = (await stateOf(runId)) as { readonly finished: boolean };
    if (state.finished) return state;
    await sleep(20);
  }
}

test('a run of nobody and nothing is done, with no figures', async () => {
  const { runs, stuck } = runsOver(() => Promise.resolve(market));
  const runId = await runs.start('230102', ADVISER);
  expect(await ended(runId)).toEqual({ state: 'DONE', finished: true });
  expect(stuck).toEqual([]);
});

test('a run keeps its pairs, what they are worth and the bound, its figures as they are and re-ranked', async () => {
  const { vacancies, jobseekers } = randomMarket(4, { vacancies: 400, jobseekers: 600 });
  const { runs, stuck } = runsOver(() => Promise.resolve(marketOf(vacancies, jobseekers)));
  const runId = await runs.start(CITY, ADVISER);
  expect(await ended(runId)).toEqual({ state: 'DONE', finished: true });
  expect(stuck).toEqual([]);
  const kept = await rowOf('assignment_run', runId);
  const local = jobseekers.filter(({ county }) => withinRegion(county, CITY));
  expect(kept).toMatchObject({ jobseekers: local.length, looked_at: local.length });
  const pairs = await rowOf('pair', runId, 'count(*)::int AS pairs, sum(score) AS worth');
  expect(pairs).toEqual({ pairs: kept['assigned'], worth: expect.any(Number) });
  expect(kept['value']).toBeCloseTo(Number(pairs['worth']), 3);
  expect(kept['bound']).toBeGreaterThanOrEqual(Number(kept['value']) - 1e-9);
  expect(kept['ndkl_reranked']).toBeLessThanOrEqual(Number(kept['ndkl']));
  const groups = 'count(exposure_ratio)::int AS seen, count(skew_reranked)::int AS reranked';
  expect(await rowOf('group_figures', runId, groups)).toEqual({ seen: 7, reranked: 7 });
}, 60_000);

test('of a group whose members are never first the lowest figure is kept, of one without candidates none', async () => {
  const runId = await keepStart(pool, { county: '230104', requestedBy: 'ea-0031' });
  const skew = new Map<PriorityGroup, number>([
    ['DISABLED', -Infinity],
    ['DIBAO', -0.5],
    ['LANDLESS', NaN],
  ]);
  const fairness = { ...fairnessOfRun(NOTHING, []), exposureRatio: skew, skew, skewReranked: skew };
  await keepRun(pool, runId, {
    problem: NOTHING,
    certificate: { value: 0, bound: 0, assigned: 0 },
    pairs: [],
    fairness,
  });
  const { rows } = await pool.query(
    `SELECT priority_group, skew, skew_reranked FROM matching.group_figures WHERE run_id = $1 ORDER BY priority_group`,
    [runId],
  );
  expect(rows).toEqual([
    { priority_group: 'DIBAO', skew: -0.5, skew_reranked: -0.5 },
    { priority_group: 'DISABLED', skew: -10, skew_reranked: -10 },
    { priority_group: 'LANDLESS', skew: null, skew_reranked: null },
  ]);
});

test('of two notes of progress that are made at once the further one stays', async () => {
  const runId = await keepStart(pool, { county: '230102', requestedBy: 'ea-0031' });
  await keepProgress(pool, runId, { jobseekers: 600, lookedAt: 512 });
  await keepProgress(pool, runId, { jobseekers: 600, lookedAt: 256 });
  expect(await rowOf('assignment_run', runId)).toMatchObject({ jobseekers: 600, looked_at: 512 });
});

test('of a county one run goes on at a time: whoever asks again gets that one, and another when it has ended', async () => {
  const { market: held, letGo } = heldMarket();
  const { runs } = runsOver(held);
  const [one, again] = await Promise.all([
    runs.start('230102', ADVISER),
    runs.start('230102', { ...ADVISER, official: 'ea-0032' }),
  ]);
  expect(again).toBe(one);
  expect(await rowOf('assignment_run', one)).toMatchObject({ requested_by: 'ea-0031' });
  letGo();
  await ended(one);
  await runs.stop();
  expect(await runs.start('230102', ADVISER)).not.toBe(one);
  await runs.stop();
}, 60_000);

test('no more than two runs go on at once; one that has ended makes room', async () => {
  const { runs } = runsOver(heldMarket().market);
  await runs.start('230102', ADVISER);
  const second = await runs.start('230103', ADVISER);
  await expect(runs.start('230104', ADVISER)).rejects.toMatchObject({ code: 'ASSIGNMENT_BUSY' });
  expect(await runs.start('230103', ADVISER)).toBe(second);
  await runs.cancel(second, ADVISER);
  await runs.start('230104', ADVISER);
  await runs.stop();
});

test('what can not be begun is told, and the county can be asked for again', async () => {
  const { runs } = runsOver(() => Promise.resolve(market));
  await pool.query('ALTER TABLE matching.assignment_run RENAME TO elsewhere');
  await expect(runs.start('230102', ADVISER)).rejects.toThrow();
  await pool.query('ALTER TABLE matching.elsewhere RENAME TO assignment_run');
  await ended(await runs.start('230102', ADVISER));
}, 60_000);

test('a run that goes on is given up, and stays so', async () => {
  const { runs, stuck } = runsOver(heldMarket().market);
  const runId = await runs.start('230102', ADVISER);
  expect(await stateOf(runId)).toEqual({ state: 'RUNNING', finished: false });
  await expect(runs.cancel(runId, FAR)).rejects.toMatchObject({ code: 'SERVICE_UNKNOWN' });
  // A market that can not be read is not waited for.
  await runs.cancel(runId, ADVISER);
  expect(await stateOf(runId)).toEqual({ state: 'CANCELLED', finished: true });
  expect(stuck).toEqual([]);
});

test('what a process left behind has failed at the next start', async () => {
  const { rows } = await pool.query<{ run_id: string }>(
    `INSERT INTO matching.assignment_run (county, requested_by) VALUES ('230102', 'ea-0031') RETURNING run_id::text`,
  );
  await runsOver(() => Promise.resolve(market)).runs.begin();
  expect(await stateOf(rows[0]!.run_id)).toEqual({ state: 'FAILED', finished: true });
});

test('a market that can not be read fails the run, and that is told', async () => {
  const { runs, stuck } = runsOver(() => Promise.reject(new Error('no market')));
  const runId = await runs.start('230102', ADVISER);
  expect(await ended(runId)).toEqual({ state: 'FAILED', finished: true });
  expect(stuck).toHaveLength(1);
});

test('an adviser of elsewhere, and whoever is none, begins nothing', async () => {
  const { runs } = runsOver(() => Promise.resolve(market));
  await expect(runs.start('230102', FAR)).rejects.toMatchObject({ code: 'SERVICE_NOT_YOURS' });
  await expect(runs.start('nowhere', ADVISER)).rejects.toMatchObject({ code: 'SERVICE_INPUT_INVALID' });
  await expect(
    runs.start('230102', { ...ADVISER, roles: ['employer'], organisation: 'x' }),
  ).rejects.toMatchObject({ code: 'SERVICE_NOT_YOURS' });
});

test('an old run proposes nobody who has withdrawn consent since, nor who has given it anew', async () => {
  const { personKey } = jobseekerOf();
  const consent = (time: string) =>
    pool.query(
      `INSERT INTO service.consent (person_key, county, given_at) VALUES ($1, '230102', now() + $2::interval)`,
      [personKey, time],
    );
  await consent('-1 hour');
  const runId = await runsOver(() => Promise.resolve(market)).runs.start('230102', ADVISER);
  await ended(runId);
  await pool.query(
    `INSERT INTO matching.pair (run_id, person_key, county, vacancy_id, score) VALUES ($1, $2, '230102', 'V0000000001', 0.5)`,
    [runId, personKey],
  );
  const shown = async () =>
    (await pool.query('SELECT FROM matching.assigned_pair WHERE run_id = $1', [runId])).rowCount;
  expect(await shown()).toBe(1);
  await pool.query('UPDATE service.consent SET withdrawn_at = now()');
  expect(await shown()).toBe(0);
  await consent('0 seconds');
  expect(await shown()).toBe(0);
});
