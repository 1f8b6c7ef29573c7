import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../hub/testing/test-database.ts';
import { applyRepositorySchema } from '../subgraphs/matching/repository/store/apply-repository-schema.ts';
import { comparePictures } from './repository/compare-pictures.ts';
import { reportChanges, type Measured } from './repository/report-changes.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ ...database, max: 1 });
  const client = await pool.connect();
  await client.query('CREATE SCHEMA repository');
  await applyRepositorySchema(client);
  client.release();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A picture that names an occupation, and whether it is still held. */
async function write(person: string, occupation: string, isHeld: boolean): Promise<void> {
  await pool.query(
    `INSERT INTO repository.person_picture (person_key, valid_from, recorded_from, recorded_to, status, basis, since,
       occupation, trained_for, benefits, position, exchange_id)
     VALUES ($1, '2026-01-01', '2026-11-01', CASE WHEN $3 THEN NULL ELSE timestamptz '2026-11-02' END, 'UNEMPLOYED',
       'REGISTRATION', '2026-01-01', $2, '{}', '{}', 1, 'exchange')`,
    [person, occupation, isHeld],
  );
}

const registered = (person: string, occupation: string) => ({ person, occupation, at: 0 });

test('what was planted as lost or doubled is counted, and nothing else', async () => {
  await write('whole', 'R1', false);
  await write('whole', 'R2', true);
  await write('doubled', 'R3', false);
  await write('doubled', 'R3', true);
  await write('lost', 'R4', true);
  const made = [registered('whole', 'R1'), registered('whole', 'R2'), registered('doubled', 'R3')];
  expect(await comparePictures(pool, made.slice(0, 2))).toEqual({ lost: 0, doubled: 0 });
  expect(await comparePictures(pool, made)).toEqual({ lost: 0, doubled: 1 });
  // Of one the last change was never written, of another nothing at all.
  const planted = [registered('lost', 'R4'), registered('lost', 'R5'), registered('unknown', 'R6')];
  expect(await comparePictures(pool, [...made, ...planted])).toEqual({ lost: 2, doubled: 1 });
});

test('whatever was lost, doubled, never seen or not done in time is said to be wrong', () => {
  const whole: Measured = {
    people: 1,
    fillS: 1,
    timed: { changes: 10, seconds: 1, registrations: [registered('one', 'R1')] },
    visible: [5],
    stages: { captured: [1], waited: [1], read: [2], kept: [1] },
    whileKilled: { kills: 1, visible: [7] },
    effects: { lost: 0, doubled: 0 },
    isSettled: true,
  };
  const wrongIn = (changes: Partial<Measured>): number =>
    reportChanges({ ...whole, ...changes }, { rate: 10, killingS: 1 }).wrong.length;
  expect(wrongIn({})).toBe(0);
  expect(wrongIn({ effects: { lost: 1, doubled: 0 } })).toBe(1);
  expect(wrongIn({ effects: { lost: 0, doubled: 1 } })).toBe(1);
  expect(wrongIn({ visible: [] })).toBe(1);
  expect(wrongIn({ isSettled: false })).toBe(1);
  expect(wrongIn({ timed: { ...whole.timed, changes: 9 } })).toBe(1);
});

const STAGES = ['captured', 'waited', 'read', 'kept'];

test('the benchmark of the repository runs at a small size, gives every figure, and nothing is lost or doubled', async () => {
  const options = ['--rate', '5', '--seconds', '4', '--killing', '6', '--every', '3', '--residents', '1000'];
  const bench = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), 'repository', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let told = '';
  bench.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  bench.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
  await once(bench, 'close');
  if (text === '') throw new Error(`the benchmark gave no figures:\n${told}`);
  const lines = text.trim().split('\n');
  // How fast it is says a machine that has nothing else to do.
  const wrong = lines.filter((line) => line.startsWith('WRONG') && !line.includes('at that rate'));
  expect(wrong).toEqual([]);
  const figures = JSON.parse(lines.at(-1) ?? '') as Readonly<Record<string, unknown>>;
  expect(figures).toMatchObject({ benchmark: 'repository', lost: 0, doubled: 0 });
  expect(figures['people']).toBeGreaterThan(100);
  const asked = ['fill_s', 'changes_per_s', 'p50_ms', 'p99_ms'].concat(
    STAGES.flatMap((stage) => [`${stage}_p50_ms`, `${stage}_p99_ms`]),
  );
  for (const key of asked) expect([key, Number.isFinite(figures[key])]).toEqual([key, true]);
  expect(lines.find((line) => line.startsWith('the same,'))).toMatch(/ [12] processes killed /u);
}, 600_000);
