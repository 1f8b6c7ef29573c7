import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { EligibilityEngine } from '../eligibility/eligibility-engine.ts';
import { EligibilityJobs } from '../eligibility/eligibility-jobs.ts';
import type { EligibilityReader } from '../eligibility/eligibility-reader.ts';
import type { FamilyOfPerson } from '../eligibility/scheme-members.ts';
import { AuditStore } from './audit-store.ts';
import { MAX_JOB_LINES, MAX_OPEN_JOBS, type KeyedLine } from './eligibility-job-store.ts';

const OWNER = { application: 'housing-desk', official: 'hd-1' };
const OTHER = { application: 'housing-desk', official: 'hd-2' };
const QUESTION = { scheme: 'DIBAO', kind: 'PERSON', day: null, asOf: null } as const;
const TODAY = '2026-11-22';
const SCHEME = {
  scheme: 'DIBAO',
  title: 'a',
  titleChinese: '一',
  statute: 'law',
  maxAgeHours: { AssistanceFamily: 1, AssistanceMember: 1 },
  rules: [],
};

let database: TestDatabase;
let pool: pg.Pool;
let store: AuditStore;
const started: EligibilityJobs[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  pool = new pg.Pool({ host, port, user, password, database: database.database, max: 4 });
  store = new AuditStore(pool);
  await pool.query('CREATE SCHEMA audit');
  await store.applySchema();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  await store.close();
  await database.drop();
});

const keyOf = (sequence: number): string =>
  `RID:${makeResidentId({ division: '239901', bornOn: '1980-01-01', sequence })}`;
const lines = (count: number, from = 1): readonly KeyedLine[] =>
  Array.from({ length: count }, (_, at) => ({ line: from + at, key: keyOf(from + at) }));

/** Jobs whose people are all in no family of the scheme; `hang` never answers about a batch, until it is ended. */
function jobsThat(behave: (keys: readonly string[]) => 'answer' | 'hang' = () => 'answer'): {
  readonly jobs: EligibilityJobs;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const reader: EligibilityReader = {
    familiesOfPersons: async (_, keys, { signal, parentExchange }) => {
      asked.push(...keys);
      if (behave(keys) === 'hang')
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('ended')));
        });
      const found: FamilyOfPerson = new Map(keys.map((key) => [key, 'NOT_IN_SCHEME']));
      return { found, reads: [{ exchangeId: `below-${parentExchange}`, readAt: new Date(0) }] };
    },
    familiesOfScheme: () => Promise.reject(new Error('not asked here')),
    askRules: () => Promise.reject(new Error('not asked here')),
  };
  const engine = new EligibilityEngine({ reader, schemes: [SCHEME], stages: store.stages });
  const onStuck = (_: string, error: unknown): void => {
    throw error;
  };
  const jobs = new EligibilityJobs({ store: store.eligibility, engine, batch: 2, onStuck });
  started.push(jobs);
  return { jobs, asked };
}

async function jobOf(keys: readonly KeyedLine[]): Promise<string> {
  const jobId = await store.eligibility.create(QUESTION, OWNER);
  await store.eligibility.add(jobId, 1, keys, OWNER);
  return jobId;
}

async function served(jobId: string): Promise<Readonly<Record<string, unknown>>> {
  return (await store.servedRow('eligibilityJob', jobId))!;
}

async function until(jobId: string, isReached: (job: Readonly<Record<string, unknown>>) => boolean) {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const job = await served(jobId);
    if (isReached(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('not reached');
}

async function rowsOf(jobId: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `SELECT line, state, fault, double_of, eligibility::json ->> 'answer' AS answer, people
     FROM audit.served_eligibility_row WHERE job_id = $1 ORDER BY line`,
    [jobId],
  );
  return rows;
}

test('lines that hold no key, or one that another has, are kept by their number and are not asked about', async () => {
  const sound = keyOf(1);
  const wrong = `${sound.slice(0, -1)}${sound.endsWith('0') ? '1' : '0'}`;
  const jobId = await jobOf([
    { line: 2, key: sound },
    { line: 3, key: wrong },
    { line: 4, key: 'VISA:X1' },
    { line: 5, key: sound },
    { line: 6, key: '' },
  ]);
  await store.eligibility.add(jobId, 2, [{ line: 1, key: sound }], OWNER);
  const { jobs, asked } = jobsThat();
  await jobs.start(jobId, 'exchange-1', OWNER);
  const job = await until(jobId, ({ status }) => status === 'SUCCEEDED');
  expect(job).toMatchObject({ lines: 6, waiting: 0, answered: 1, invalid: 3, doubled: 2 });
  expect(asked).toEqual([sound]);
  const line = (number: number, state: string, rest = {}) => ({
    ...{ line: number, state, fault: null, double_of: null, answer: null, people: null },
    ...rest,
  });
  expect(await rowsOf(jobId)).toEqual([
    line(1, 'DOUBLE', { double_of: 2 }),
    line(2, 'ANSWERED', { answer: 'NO', people: JSON.stringify([sound]) }),
    line(3, 'INVALID', { fault: 'UNSOUND' }),
    line(4, 'INVALID', { fault: 'UNKNOWN_KIND' }),
    line(5, 'DOUBLE', { double_of: 2 }),
    line(6, 'INVALID', { fault: 'UNKNOWN_KIND' }),
  ]);
  const kept = await pool.query('SELECT FROM audit.eligibility_row WHERE key = ANY ($1)', [
    [wrong, 'VISA:X1'],
  ]);
  expect(kept.rowCount).toBe(0);
});

test('a part sent again changes nothing, with other keys it is refused', async () => {
  const jobId = await jobOf(lines(2));
  await store.eligibility.add(jobId, 1, lines(2), OWNER);
  expect(await served(jobId)).toMatchObject({ lines: 2 });
  const changed = { code: 'ELIGIBILITY_PART_CHANGED', detail: { part: 1 } };
  await expect(store.eligibility.add(jobId, 1, lines(3), OWNER)).rejects.toMatchObject(changed);
  // A line is in one part alone.
  await expect(store.eligibility.add(jobId, 2, lines(2, 2), OWNER)).rejects.toMatchObject({
    code: 'ELIGIBILITY_PART_CHANGED',
  });
  expect(await served(jobId)).toMatchObject({ lines: 2 });
});

test('a line more than a job may have, and the job stays as it was', async () => {
  const jobId = await jobOf(lines(1));
  const many = Array.from({ length: MAX_JOB_LINES }, (_, at) => ({ line: at + 2, key: `X${at}` }));
  await expect(store.eligibility.add(jobId, 2, many, OWNER)).rejects.toMatchObject({
    code: 'ELIGIBILITY_JOB_TOO_LONG',
    detail: { limit: MAX_JOB_LINES },
  });
  expect(await served(jobId)).toMatchObject({ lines: 1, invalid: 0 });
  await store.eligibility.add(jobId, 2, many.slice(1), OWNER);
  expect(await served(jobId)).toMatchObject({ lines: MAX_JOB_LINES });
});

test('a job is known to its owner alone, and to nobody once it has expired', async () => {
  const jobId = await jobOf(lines(1));
  const unknown = { code: 'ELIGIBILITY_JOB_UNKNOWN' };
  const { jobs } = jobsThat();
  const attempts = (owner: typeof OWNER): readonly Promise<unknown>[] => [
    store.eligibility.add(jobId, 2, lines(1, 9), owner),
    jobs.start(jobId, 'exchange-1', owner),
    jobs.cancel(jobId, owner),
  ];
  for (const attempt of attempts(OTHER)) await expect(attempt).rejects.toMatchObject(unknown);
  await pool.query('UPDATE audit.eligibility_job SET expires_at = now()');
  for (const attempt of attempts(OWNER)) await expect(attempt).rejects.toMatchObject(unknown);
  expect(await rowsOf(jobId)).toEqual([]);
  await store.eligibility.dropExpired();
  expect((await pool.query('SELECT FROM audit.eligibility_row')).rowCount).toBe(0);
});

test('started twice a job is asked once; it then takes no keys, and a cancelled one does not start', async () => {
  const { jobs, asked } = jobsThat();
  const jobId = await jobOf(lines(5));
  await jobs.start(jobId, 'exchange-1', OWNER);
  await jobs.start(jobId, 'exchange-2', OWNER);
  await until(jobId, ({ status }) => status === 'SUCCEEDED');
  await jobs.start(jobId, 'exchange-3', OWNER);
  expect(await served(jobId)).toMatchObject({ status: 'SUCCEEDED', answered: 5, day: expect.any(String) });
  expect(asked).toHaveLength(5);
  const closed = { code: 'ELIGIBILITY_JOB_CLOSED' };
  await expect(store.eligibility.add(jobId, 2, lines(1, 9), OWNER)).rejects.toMatchObject(closed);
  // What it has already it may be sent again.
  await store.eligibility.add(jobId, 1, lines(5), OWNER);
  const other = await jobOf(lines(1));
  await jobs.cancel(other, OWNER);
  await expect(jobs.start(other, 'exchange-1', OWNER)).rejects.toMatchObject(closed);
});

test('an application has only so many unfinished jobs', async () => {
  const ids = [await jobOf(lines(1)), await jobOf(lines(1)), await jobOf(lines(1))];
  for (const jobId of ids.slice(1))
    expect(await store.eligibility.start(jobId, TODAY, 'exchange-1', OWNER)).toBe(true);
  await expect(store.eligibility.start(ids[0]!, TODAY, 'exchange-1', OWNER)).rejects.toMatchObject({
    code: 'ELIGIBILITY_BUSY',
  });
});

test('an owner has only so many open jobs, however they are asked for', async () => {
  const made = Array.from({ length: MAX_OPEN_JOBS + 3 }, () => store.eligibility.create(QUESTION, OWNER));
  const settled = await Promise.allSettled(made);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_OPEN_JOBS);
  await expect(store.eligibility.create(QUESTION, OWNER)).rejects.toMatchObject({ code: 'ELIGIBILITY_BUSY' });
  expect(await store.eligibility.create(QUESTION, OTHER)).toEqual(expect.any(String));
});

test('a job that is ended in the middle goes on with the lines that wait, and asks about nobody twice', async () => {
  let batches = 0;
  const first = jobsThat(() => ((batches += 1) > 2 ? 'hang' : 'answer'));
  const jobId = await jobOf(lines(9));
  await first.jobs.start(jobId, 'exchange-1', OWNER);
  await until(jobId, ({ answered }) => answered === 4);
  await first.jobs.stop();
  expect(await served(jobId)).toMatchObject({ status: 'RUNNING', waiting: 5 });
  const [second, third] = [jobsThat(), jobsThat()];
  await Promise.all([second.jobs.resume(), third.jobs.resume()]);
  const job = await until(jobId, ({ status }) => status === 'SUCCEEDED');
  expect(job).toMatchObject({ answered: 9, waiting: 0 });
  const answeredFirst = new Set(lines(4).map(({ key }) => key));
  expect([...second.asked, ...third.asked].filter((key) => answeredFirst.has(key))).toEqual([]);
});

test('a job that is cancelled in the middle keeps its answers, and answers no more', async () => {
  let batches = 0;
  const { jobs } = jobsThat(() => ((batches += 1) > 1 ? 'hang' : 'answer'));
  const jobId = await jobOf(lines(5));
  await jobs.start(jobId, 'exchange-1', OWNER);
  await until(jobId, ({ answered }) => answered === 2);
  await jobs.cancel(jobId, OWNER);
  await jobs.stop();
  expect(await served(jobId)).toMatchObject({ status: 'CANCELLED', answered: 2, waiting: 3 });
  expect((await rowsOf(jobId)).map(({ state }) => state)).toEqual([
    'ANSWERED',
    'ANSWERED',
    'WAITING',
    'WAITING',
    'WAITING',
  ]);
});
