import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../hub/testing/test-database.ts';
import type { InferenceResult } from '../inference-result.ts';
import { applyInferenceSchema } from './apply-inference-schema.ts';
import { DEFAULT_QUEUE, JobQueue, type ClaimedJob, type NewJob } from './job-queue.ts';
import { SourceAway } from './source-away.ts';
import { workOnJobs } from './work-on-jobs.ts';

const SETTINGS = {
  ...DEFAULT_QUEUE,
  leaseMs: 1_000,
  mostAttempts: 3,
  firstPauseMs: 10,
  longestPauseMs: 40,
};
const RESULT = { abstained: [], findings: [] } as unknown as InferenceResult;

let database: TestDatabase;
let pool: pg.Pool;
let queue: JobQueue;
const keep = async (job: ClaimedJob, result: InferenceResult): Promise<void> => {
  await queue.complete(job, result);
};

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  pool = new pg.Pool({ host, port, user, password, database: database.database, max: 6 });
  queue = new JobQueue(pool, SETTINGS);
  const client = await pool.connect();
  await client.query('CREATE SCHEMA inference');
  await applyInferenceSchema(client);
  await applyInferenceSchema(client);
  client.release();
});
beforeEach(() => pool.query('TRUNCATE inference.job'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function job(image: string, more: Partial<NewJob> = {}): NewJob {
  return {
    studyInstanceUid: '1.2',
    sopInstanceUid: image,
    hospital: 'h',
    modelSha256: 'a',
    priority: 'ROUTINE',
    deadlineAt: new Date(Date.now() + 600_000),
    ...more,
  };
}

async function states(): Promise<Readonly<Record<string, string>>> {
  const { rows } = await pool.query<{ sop_instance_uid: string; state: string }>(
    'SELECT sop_instance_uid, state FROM inference.job',
  );
  return Object.fromEntries(rows.map((row) => [row.sop_instance_uid, row.state]));
}

test('a job goes from SCHEDULED over IN PROGRESS to COMPLETED', async () => {
  expect(await queue.claim()).toBeNull();
  expect(await queue.enqueue(pool, job('1.1'))).not.toBeNull();
  expect(await states()).toEqual({ '1.1': 'SCHEDULED' });
  const claimed = (await queue.claim())!;
  expect(claimed).toMatchObject({ sopInstanceUid: '1.1', hospital: 'h', attempts: 1 });
  expect(await states()).toEqual({ '1.1': 'IN PROGRESS' });
  expect(await queue.claim()).toBeNull();
  expect(await queue.renew(claimed)).toBe(true);
  expect(await queue.complete(claimed, RESULT)).toBe(true);
  expect(await states()).toEqual({ '1.1': 'COMPLETED' });
  expect(await queue.cancel(claimed, 'LATE')).toBe(false);
});

test('an image sent again is the same job; asked for as critical it becomes so', async () => {
  await queue.enqueue(pool, job('1.1'));
  await queue.enqueue(pool, job('1.2', { deadlineAt: new Date(Date.now() + 300_000) }));
  expect(await queue.enqueue(pool, job('1.1'))).toBeNull();
  expect(await queue.enqueue(pool, job('1.1', { priority: 'CRITICAL' }))).toBeNull();
  expect(await queue.claim()).toMatchObject({ sopInstanceUid: '1.1', priority: 'CRITICAL' });
});

test('what is added in a transaction that fails was never there', async () => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await queue.enqueue(client, job('1.1'));
  await client.query('ROLLBACK');
  client.release();
  expect(await states()).toEqual({});
});

test('one claims what another claims not, however many ask at once', async () => {
  for (let at = 0; at < 12; at += 1) await queue.enqueue(pool, job(`1.${at}`));
  const claimed = await Promise.all(Array.from({ length: 15 }, () => queue.claim()));
  const images = claimed.flatMap((one) => (one === null ? [] : [one.sopInstanceUid]));
  expect([images.length, new Set(images).size]).toEqual([12, 12]);
});

test('critical first, unless a job would be late by it', async () => {
  await queue.enqueue(pool, job('1.1'));
  await queue.enqueue(pool, job('1.2', { priority: 'CRITICAL' }));
  await queue.enqueue(pool, job('1.3', { deadlineAt: new Date(Date.now() + 900) }));
  expect(await queue.claim()).toMatchObject({ sopInstanceUid: '1.3' });
  expect(await queue.claim()).toMatchObject({ sopInstanceUid: '1.2' });
  expect(await queue.claim()).toMatchObject({ sopInstanceUid: '1.1' });
});

test('whoever outlives his lease may say no more of the job', async () => {
  await queue.enqueue(pool, job('1.1'));
  const dead = (await queue.claim())!;
  const later = new Date(Date.now() + 2_000);
  const heir = (await queue.claim(later))!;
  expect(heir).toMatchObject({ sopInstanceUid: '1.1', attempts: 2 });
  expect(await queue.renew(dead)).toBe(false);
  expect(await queue.complete(dead, RESULT)).toBe(false);
  expect(await queue.complete(heir, RESULT)).toBe(true);
});

test('a job over which three have died is canceled, and says why', async () => {
  await queue.enqueue(pool, job('1.1'));
  const at = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);
  for (const seconds of [0, 2, 4]) expect(await queue.claim(at(seconds))).not.toBeNull();
  expect(await queue.claim(at(6))).toBeNull();
  const { rows } = await pool.query('SELECT state, reason FROM inference.job');
  expect(rows).toEqual([{ state: 'CANCELED', reason: 'WORKERS_DIED' }]);
});

test('what fails is tried again, and canceled in the end', async () => {
  await queue.enqueue(pool, job('1.1'));
  await queue.enqueue(pool, job('1.2'));
  const tries: string[] = [];
  const working = workOnJobs({
    queue,
    infer: ({ sopInstanceUid }) => {
      tries.push(sopInstanceUid);
      return sopInstanceUid === '1.1' ? Promise.reject(new Error('always')) : Promise.resolve(RESULT);
    },
    keep,
    workers: 2,
    idleMs: 10,
    renewMs: 100,
    onError: () => undefined,
  });
  while (Object.values(await states()).some((state) => state === 'SCHEDULED' || state === 'IN PROGRESS'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await working.stop();
  expect(await states()).toEqual({ '1.1': 'CANCELED', '1.2': 'COMPLETED' });
  expect(tries.filter((image) => image === '1.1')).toHaveLength(3);
});

test('a job that was given back rests, longer each time, and holds up no other', async () => {
  const pauses = { firstPauseMs: 2_000, longestPauseMs: 30_000 };
  const resting = new JobQueue(pool, { ...SETTINGS, ...pauses, mostAttempts: 5 });
  await resting.enqueue(pool, job('1.1', { priority: 'CRITICAL' }));
  let now = new Date();
  expect(await resting.untilRested(now)).toBeNull();
  for (const pause of [2_000, 8_000, 30_000, 30_000]) {
    await resting.giveBack((await resting.claim(now))!, now);
    expect(await resting.untilRested(now)).toBe(pause);
    expect(await resting.claim(new Date(now.getTime() + pause - 1))).toBeNull();
    now = new Date(now.getTime() + pause);
  }
  await resting.enqueue(pool, job('1.2'));
  expect(await resting.claim(new Date(now.getTime() - 1))).toMatchObject({ sopInstanceUid: '1.2' });
  const last = (await resting.claim(now))!;
  expect(last).toMatchObject({ sopInstanceUid: '1.1', attempts: 5 });
  expect(await resting.giveBack(last, now)).toBe(true);
  expect(await states()).toEqual({ '1.1': 'CANCELED', '1.2': 'IN PROGRESS' });
});

test('while the archive is away no attempt is spent, and what waited is read once it is back', async () => {
  const jobs = 20;
  for (let at = 0; at < jobs; at += 1) await queue.enqueue(pool, job(`1.${at}`));
  let [tries, away] = [0, true];
  const working = workOnJobs({
    queue,
    infer: () => {
      tries += 1;
      return away ? Promise.reject(new SourceAway('away')) : Promise.resolve(RESULT);
    },
    keep,
    workers: 3,
    // Nobody looks but for jobs that have rested.
    idleMs: 600_000,
    renewMs: 100,
    onError: () => undefined,
  });
  const sleep = () => new Promise((resolve) => setTimeout(resolve, 50));
  while (tries < 5 * jobs) await sleep();
  expect(new Set(Object.values(await states()))).not.toContain('CANCELED');
  away = false;
  while (Object.values(await states()).some((state) => state !== 'COMPLETED')) await sleep();
  await working.stop();
  const { rows } = await pool.query('SELECT DISTINCT attempts FROM inference.job');
  expect(rows).toEqual([{ attempts: 1 }]);
});

test('a process that is killed at its work loses no job', async () => {
  for (let at = 0; at < 6; at += 1) await queue.enqueue(pool, job(`1.${at}`));
  const { host, port, user, password } = database;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', new URL('testing/work-forever.ts', import.meta.url).pathname],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        SLUICE_QUEUE: JSON.stringify({ host, port, user, password, database: database.database }),
      },
    },
  );
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(Object.values(await states())).toContain('IN PROGRESS');
  const working = workOnJobs({
    queue,
    infer: () => Promise.resolve(RESULT),
    keep,
    workers: 2,
    idleMs: 20,
    renewMs: 100,
    onError: () => undefined,
  });
  while (Object.values(await states()).some((state) => state !== 'COMPLETED'))
    await new Promise((resolve) => setTimeout(resolve, 50));
  await working.stop();
  expect(Object.keys(await states())).toHaveLength(6);
});

test.each([
  [
    'COMPLETED without a result',
    `state = 'COMPLETED', ended_at = now(), transaction_uid = gen_random_uuid()`,
  ],
  ['CANCELED without a reason', `state = 'CANCELED', ended_at = now()`],
  ['IN PROGRESS without a lease', `state = 'IN PROGRESS', transaction_uid = gen_random_uuid()`],
  ['IN PROGRESS of nobody', `state = 'IN PROGRESS', lease_until = now()`],
])('no job is %s', async (_, change) => {
  await queue.enqueue(pool, job('1.1'));
  await expect(pool.query(`UPDATE inference.job SET ${change}`)).rejects.toMatchObject({ code: '23514' });
});
