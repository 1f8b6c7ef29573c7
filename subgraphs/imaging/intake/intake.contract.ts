import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import type { Reception } from '../archive/image-archive.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { syntheticObject, uidsOf, type SyntheticOptions } from '../dicom/testing/synthetic-object.ts';
import type { InferenceResult } from '../inference/inference-result.ts';
import { applyInferenceSchema } from '../inference/queue/apply-inference-schema.ts';
import { DEFAULT_QUEUE, JobQueue, type ClaimedJob } from '../inference/queue/job-queue.ts';
import type { ModelCard } from '../models/model-card.ts';
import { smallCard } from '../models/testing/small-model.ts';
import { applyMonitorSchema } from '../monitors/apply-monitor-schema.ts';
import { liftStepDown } from '../monitors/step-downs.ts';
import { plantedResult } from '../monitors/testing/plant-images.ts';
import { applyReportSchema } from '../reports/apply-report-schema.ts';
import type { DraftInput } from '../reports/draft-input.ts';
import { applyIntakeSchema } from './apply-intake-schema.ts';
import { heedArrivals } from './arrival-hints.ts';
import { StudyDrafts } from './study-drafts.ts';
import { ImageIntake } from './take-in-images.ts';
import { severedPool } from './testing/severed-pool.ts';

const RECEPTION: Reception = {
  hospital: 'first-hospital',
  receivedBy: 'STOW',
  quota: { objectsPerDay: 1_000, bytesPerDay: 1e9 },
};
const card = (sha256: string, ...modalities: string[]): ModelCard =>
  ({ name: `model ${sha256}`, version: '1', sha256, limits: { modalities } }) as unknown as ModelCard;
const CARDS = [card('a', 'DX', 'CR'), card('b', 'DX'), card('c', 'CT')];
const RESULT = { abstained: [], findings: [] } as unknown as InferenceResult;
const cards = () => Promise.resolve(CARDS);
const failAtOnce = (error: unknown): never => {
  throw error;
};

let database: TestDatabase;
let stored: TestArchive;
let pool: pg.Pool;
let queue: JobQueue;

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  stored = await openTestArchive({ host, port, user, password, database: database.database });
  pool = stored.pool;
  queue = new JobQueue(pool, { ...DEFAULT_QUEUE, leaseMs: 1_000, mostAttempts: 2 });
  const client = await pool.connect();
  for (const schema of ['inference', 'intake', 'report', 'monitor'])
    await client.query(`CREATE SCHEMA ${schema}`);
  await applyInferenceSchema(client);
  await applyIntakeSchema(client);
  await applyReportSchema(client);
  await applyMonitorSchema(client);
  await client.query(
    'CREATE TABLE public.drafted (study text, images int, results int, abstained text[], sites text[])',
  );
  client.release();
});
beforeEach(async () => {
  await pool.query(
    `TRUNCATE inference.job, intake.image, intake.study, public.drafted;
     TRUNCATE archive.study CASCADE`,
  );
});
afterAll(async () => {
  await stored.close();
  await database.drop();
});

async function send(options: SyntheticOptions): Promise<void> {
  const incoming = await stored.archive.receive();
  await incoming.write(syntheticObject(options));
  expect(await stored.archive.ingest(incoming, RECEPTION)).toMatchObject({ identity: {} });
}

const intakeOf = (of: pg.Pool = pool, quietMs = 1): ImageIntake =>
  new ImageIntake(of, queue, { cards, quietMs });

async function draft(client: pg.ClientBase, { study, images }: DraftInput): Promise<string> {
  const results = images.flatMap((image) => image.results);
  await client.query('INSERT INTO public.drafted VALUES ($1, $2, $3, $4, $5)', [
    study.studyInstanceUid,
    images.length,
    results.length,
    results.flatMap(({ abstained }) => abstained),
    // The results that these tests give have no more than what is asked for here.
    results.flatMap(({ abstained, provenance }) => (abstained.length > 0 ? [provenance.site] : [])),
  ]);
  return '00000000-0000-4000-8000-000000000000';
}

/** A site is no hospital: labels have their stages by it, also those of an image that was not read. */
const siteOf = (hospital: string): string => `site of ${hospital}`;

const draftsOf = (of: pg.Pool = pool): StudyDrafts =>
  new StudyDrafts(of, queue, { cards, siteOf, draft, onError: failAtOnce });

async function jobs(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ job: string }>(
    `SELECT sop_instance_uid || ' ' || model_sha256 || ' ' || priority AS job FROM inference.job ORDER BY 1`,
  );
  return rows.map(({ job }) => job);
}

async function drafted(): Promise<readonly (readonly [images: number, results: number])[]> {
  const { rows } = await pool.query<{ images: number; results: number }>('SELECT * FROM public.drafted');
  return rows.map(({ images, results }) => [images, results]);
}

async function claimed(): Promise<ClaimedJob> {
  return (await queue.claim())!;
}

test('an image becomes a job of every model for its modality, and is taken in once', async () => {
  await send({ study: 1 });
  await send({ study: 1, instance: 2, elements: [['00401003', 'SH', 'STAT']] });
  await send({ study: 2, elements: [['00080060', 'CS', 'US']] });
  expect(await intakeOf().takeIn()).toBe(4);
  expect(await jobs()).toEqual(
    ['a ROUTINE', 'b ROUTINE']
      .map((job) => `${uidsOf({ study: 1 }).sop} ${job}`)
      .concat(['a CRITICAL', 'b CRITICAL'].map((job) => `${uidsOf({ study: 1, instance: 2 }).sop} ${job}`)),
  );
  expect(await intakeOf().takeIn()).toBe(0);
  await send({ study: 1 });
  expect(await intakeOf().takeIn()).toBe(0);
});

test('what is committed after what came later is taken in as well', async () => {
  const intake = intakeOf();
  await send({ study: 1 });
  await send({ study: 2 });
  const late = await pool.connect();
  await late.query('BEGIN');
  await late.query(
    `INSERT INTO archive.instance (sop_instance_uid, series_instance_uid, study_instance_uid, sop_class_uid,
       transfer_syntax_uid, sha256, data_set_sha256, size_bytes, hospital, received_by, attributes)
     SELECT '1.2.3', series_instance_uid, study_instance_uid, sop_class_uid, transfer_syntax_uid, sha256,
       data_set_sha256, size_bytes, hospital, received_by, attributes FROM archive.instance LIMIT 1`,
  );
  await send({ study: 3 });
  expect(await intake.takeIn()).toBe(6);
  expect(await intake.takeIn()).toBe(0);
  await late.query('COMMIT');
  late.release();
  expect(await intake.takeIn()).toBe(2);
});

test('two that take in at once take in each image once', async () => {
  for (let study = 1; study <= 12; study += 1) await send({ study });
  const taken = await Promise.all([intakeOf().takeIn(), intakeOf().takeIn(), intakeOf().takeIn()]);
  expect(taken.reduce((sum, count) => sum + count, 0)).toBe(24);
  expect(await jobs()).toHaveLength(24);
});

test('whoever is killed while taking in, at whatever step, leaves all of an image or nothing', async () => {
  await send({ study: 1 });
  await send({ study: 1, instance: 2 });
  let steps = 0;
  for (; ; steps += 1) {
    const { pool: severed, wasSevered } = severedPool(pool, steps);
    await intakeOf(severed)
      .takeIn()
      .catch(() => undefined);
    if (!wasSevered()) break;
    const { rows } = await pool.query(
      `SELECT sop_instance_uid FROM intake.image WHERE jobs <>
         (SELECT count(*) FROM inference.job WHERE job.sop_instance_uid = image.sop_instance_uid)`,
    );
    expect([steps, rows]).toEqual([steps, []]);
  }
  // Begin, lock, look, per image its study, itself and two jobs, commit: at least.
  expect(steps).toBeGreaterThan(10);
  expect(await jobs()).toHaveLength(4);
});

test('a study is drafted with its last result, and not before it has been quiet', async () => {
  await send({ study: 1 });
  await intakeOf(pool, 60_000).takeIn();
  const drafts = draftsOf();
  await drafts.keep(await claimed(), RESULT);
  await drafts.keep(await claimed(), RESULT);
  await drafts.draftDue();
  expect(await drafted()).toEqual([]);
  await pool.query('UPDATE intake.study SET due_at = now()');
  await drafts.draftDue();
  expect(await drafted()).toEqual([[1, 2]]);
  await drafts.draftDue();
  expect(await drafted()).toHaveLength(1);

  await send({ study: 1, instance: 2 });
  await intakeOf().takeIn();
  const [one, other] = [await claimed(), await claimed()];
  await drafts.keep(one, RESULT);
  expect(await drafted()).toHaveLength(1);
  await drafts.keep(other, RESULT);
  expect(await drafted()).toEqual([
    [1, 2],
    [2, 4],
  ]);
});

test('of two that end the last two jobs at once, one drafts', async () => {
  for (let study = 1; study <= 8; study += 1) await send({ study });
  await intakeOf().takeIn();
  const all: ClaimedJob[] = [];
  for (let job = await queue.claim(); job !== null; job = await queue.claim()) all.push(job);
  expect(all).toHaveLength(16);
  await Promise.all(all.map((job) => draftsOf().keep(job, RESULT)));
  expect(await drafted()).toEqual(Array.from({ length: 8 }, () => [1, 2]));
});

test('whoever is killed while keeping a result, at whatever step, keeps it with its draft or not at all', async () => {
  await send({ study: 1, elements: [['00080060', 'CS', 'CR']] });
  await intakeOf().takeIn();
  const job = await claimed();
  let steps = 0;
  for (; ; steps += 1) {
    const { pool: severed, wasSevered } = severedPool(pool, steps);
    await draftsOf(severed)
      .keep(job, RESULT)
      .catch(() => undefined);
    if (!wasSevered()) break;
    const { rows } = await pool.query<{ state: string }>('SELECT state FROM inference.job');
    expect([steps, rows, await drafted()]).toEqual([steps, [{ state: 'IN PROGRESS' }], []]);
  }
  expect(steps).toBeGreaterThan(6);
  expect(await drafted()).toEqual([[1, 1]]);
});

test('a draft that fails costs no result, and is made later', async () => {
  await send({ study: 1, elements: [['00080060', 'CS', 'CR']] });
  await intakeOf().takeIn();
  const errors: unknown[] = [];
  const failing = new StudyDrafts(pool, queue, {
    cards,
    siteOf,
    draft: (client) => client.query('SELECT 1 / 0').then(() => ''),
    onError: (error) => errors.push(error),
  });
  await failing.keep(await claimed(), RESULT);
  expect(errors).toHaveLength(1);
  const { rows } = await pool.query('SELECT state FROM inference.job');
  expect(rows).toEqual([{ state: 'COMPLETED' }]);
  await pool.query('UPDATE intake.study SET due_at = now() WHERE failures = 1');
  await draftsOf().draftDue();
  expect(await drafted()).toEqual([[1, 1]]);
});

test('a label that was stepped down is silent in the next draft, and of what was read meanwhile also once it is lifted', async () => {
  const said = plantedResult({ ...smallCard(), sha256: 'a' }, { site: 'A', at: new Date() });
  const stages: (readonly string[])[] = [];
  const drafts = new StudyDrafts(pool, queue, {
    cards,
    siteOf,
    draft: (_client, { images }) => {
      const findings = images.flatMap(({ results }) => results).flatMap((result) => result.findings);
      stages.push(findings.map(({ stage }) => stage));
      return Promise.resolve('00000000-0000-4000-8000-000000000000');
    },
    onError: failAtOnce,
  });
  const again = async (study: number): Promise<void> => {
    await pool.query('UPDATE intake.study SET due_at = now() WHERE study_instance_uid = $1', [
      uidsOf({ study }).study,
    ]);
    stages.length = 0;
    await drafts.draftDue();
  };
  const read = async (study: number): Promise<void> => {
    await send({ study, elements: [['00080060', 'CS', 'CR']] });
    await intakeOf().takeIn();
    await drafts.keep(await claimed(), said);
    await again(study);
  };
  await read(1);
  expect(stages).toEqual([['assistive', 'silent']]);
  await pool.query(
    `WITH alarm AS (INSERT INTO monitor.alarm (raised_at, kind, model_sha256, model_name, site, detail)
       VALUES (now(), 'EMBEDDING_SHIFT', 'a', 'small', 'A', '{}') RETURNING alarm_id)
     INSERT INTO monitor.step_down (alarm_id, model_sha256, site, label, stepped_at)
     SELECT alarm_id, 'a', 'A', 'first', now() FROM alarm`,
  );
  await again(1);
  expect(stages).toEqual([['silent', 'silent']]);
  await read(2);
  expect(stages).toEqual([['silent', 'silent']]);
  const client = await pool.connect();
  const lift = { by: 'dr-1', reason: 'another machine', at: new Date() };
  expect(await liftStepDown(client, { modelSha256: 'a', site: 'A', label: 'first' }, lift)).toBe(true);
  client.release();
  await again(1);
  expect(stages).toEqual([['assistive', 'silent']]);
  await again(2);
  expect(stages).toEqual([['silent', 'silent']]);
});

test('an image over which workers died is in the draft, unread', async () => {
  await send({ study: 1, elements: [['00080060', 'CS', 'CR']] });
  await intakeOf().takeIn();
  const later = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);
  for (const seconds of [0, 2]) expect(await queue.claim(later(seconds))).not.toBeNull();
  expect(await queue.claim(later(4))).toBeNull();
  await draftsOf().draftDue();
  const { rows } = await pool.query('SELECT images, results, abstained, sites FROM public.drafted');
  expect(rows).toEqual([
    { images: 1, results: 1, abstained: ['NOT_READ'], sites: ['site of first-hospital'] },
  ]);
});

test('an arrival is told of, also after the connection was lost', async () => {
  const { host, port, user, password } = database;
  let hints = 0;
  const heeding = heedArrivals(
    { host, port, user, password, database: database.database },
    () => (hints += 1),
  );
  const until = async (count: number): Promise<void> => {
    while (hints < count) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(1);
  await send({ study: 1 });
  await until(2);
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  );
  // That it listens again is a hint as well: something may have come meanwhile.
  await until(3);
  await send({ study: 2 });
  await until(4);
  await heeding.stop();
});
