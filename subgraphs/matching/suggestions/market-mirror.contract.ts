import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { applyMarketSchema } from '../market/apply-market-schema.ts';
import { insertJobseekers } from '../market/keep-jobseeker.ts';
import { insertVacancies } from '../market/keep-vacancy.ts';
import { jobseekerOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import { MarketMirror } from './market-mirror.ts';

let database: TestDatabase;
let pool: pg.Pool;
let mirror: MarketMirror;
const failed: unknown[] = [];
/** The last day of the former minimum wage of the county. */
let now = new Date('2025-12-31T04:00:00Z');
/** What the former minimum wage allows and the new one does not, and what both allow. */
const [BARELY, WELL] = [
  vacancyOf({ vacancyId: 'V0000000001', wageFen: { low: 210_000, high: 900_000 }, openFrom: '2025-12-01' }),
  vacancyOf({ vacancyId: 'V0000000002', wageFen: { low: 300_000, high: 300_000 }, openFrom: '2025-12-01' }),
];

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password, database: name } = database;
  const connection = { host, port, user, password, database: name };
  const client = new pg.Client(connection);
  await client.connect();
  await client.query('CREATE SCHEMA market');
  await applyMarketSchema(client);
  const somebody = { jobseeker: jobseekerOf(), consented: true, obstacles: [] };
  await insertJobseekers(client, [somebody], new Date('2026-11-01T02:00:00Z'));
  const posted = [BARELY, WELL].map((vacancy) => ({ vacancy, faults: [] }));
  await insertVacancies(client, posted, new Date('2025-12-01T02:00:00Z'));
  await client.end();
  // A question that waits for a lock gives up soon, as one does whose server goes away.
  pool = new pg.Pool({ ...connection, max: 2, statement_timeout: 100 });
  mirror = new MarketMirror(
    pool,
    (error) => failed.push(error),
    () => now,
  );
  mirror.start(connection);
}, 60_000);
afterAll(async () => {
  await mirror.stop();
  await pool.end();
  await database.drop();
});

/** Until something is so; the test's own deadline ends what never is. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

test('what is asked before the first word of the channel waits until the market is read', async () => {
  const { host, port, user, password, database: name } = database;
  const early = new MarketMirror(
    pool,
    (error) => failed.push(error),
    () => now,
  );
  const asked = early.market();
  early.start({ host, port, user, password, database: name });
  expect((await asked).vacancies.size).toBe(2);
  await early.stop();
}, 60_000);

test('on the first day of a new minimum wage another comes in for the vacancy that it makes unlawful', async () => {
  const seeker = jobseekerOf({ wageFloorFen: 200_000 });
  const best = async (): Promise<readonly string[]> =>
    (await mirror.market()).vacancies.top(seeker, 1).map(({ vacancyId }) => vacancyId);
  expect(await best()).toEqual([BARELY.vacancyId]);
  now = new Date('2025-12-31T16:00:00Z');
  expect(await best()).toEqual([WELL.vacancyId]);
}, 60_000);

const yearsSeen = async (): Promise<number | undefined> =>
  (await mirror.market()).jobseekers.find(jobseekerOf().personKey)?.years;

test('a change that could not be read is read later, though nobody tells of it again', async () => {
  await until(async () => (await yearsSeen()) === 8);
  const { host, port, user, password, database: name } = database;
  const person = new pg.Client({ host, port, user, password, database: name });
  await person.connect();
  const before = failed.length;
  // The one message comes while the table can not be read, and no other follows.
  await person.query('BEGIN');
  await person.query('LOCK TABLE market.jobseeker IN ACCESS EXCLUSIVE MODE');
  await person.query('ALTER TABLE market.jobseeker DISABLE TRIGGER jobseeker_changed');
  await person.query('UPDATE market.jobseeker SET years = 9');
  const { rows } = await person.query<{ id: string }>('SELECT record_id AS id FROM market.jobseeker');
  const teller = new pg.Client({ host, port, user, password, database: name });
  await teller.connect();
  await teller.query(`SELECT pg_notify('market_changed', 'jobseeker ' || $1)`, [rows[0]?.id]);
  await until(() => Promise.resolve(failed.length > before));
  await person.query('COMMIT');
  await Promise.all([person.end(), teller.end()]);
  await until(async () => (await yearsSeen()) === 9);
  expect(await yearsSeen()).toBe(9);
}, 60_000);
