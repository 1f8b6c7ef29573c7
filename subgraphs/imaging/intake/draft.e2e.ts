import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { startOwnHub, type OwnHub } from '../../../hub/testing/own-hub.ts';
import type { InferenceResult } from '../inference/inference-result.ts';
import { phantomObject } from '../training/phantom/phantom-object.ts';
import { sendImages } from './testing/send-image.ts';

/** A whole hub, a hospital that sends by C-STORE, and what becomes of it in the database. */

const SEED = 51;
const DEADLINE_MS = 90_000;
let hub: OwnHub;
let database: pg.Client;

beforeAll(async () => {
  hub = await startOwnHub();
  database = await hub.connect('imaging');
});
afterAll(async () => {
  await database.end();
  await hub.stop();
});

const send = (...objects: readonly Buffer[]) => sendImages(hub.ready().imaging.dicom, objects);

async function untilDrafted(...studies: readonly string[]): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const { rowCount } = await database.query(
      `SELECT FROM report.report WHERE study_instance_uid = ANY ($1) AND is_latest AND state = 'AI_DRAFT'`,
      [studies],
    );
    if (rowCount === studies.length) return;
    if (Date.now() > deadline) throw new Error(`of ${studies.length} studies ${rowCount ?? 0} were drafted`);
    await sleep(100);
  }
}

async function resultsOf(study: string): Promise<readonly InferenceResult[]> {
  const { rows } = await database.query<{ result: InferenceResult | null }>(
    'SELECT result FROM inference.job WHERE study_instance_uid = $1 ORDER BY sop_instance_uid, model_sha256',
    [study],
  );
  return rows.flatMap(({ result }) => result ?? []);
}

test('a study that a hospital sends by C-STORE is drafted', async () => {
  const { bytes, studyInstanceUid } = phantomObject({ seed: SEED, index: 0 });
  expect(await send(bytes)).toEqual([0]);
  await untilDrafted(studyInstanceUid);
  const results = await resultsOf(studyInstanceUid);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({
    abstained: [],
    provenance: { site: 'demonstration', studyInstanceUid },
  });
  const { rows } = await database.query(
    'SELECT hospital, state, modality FROM report.report WHERE study_instance_uid = $1',
    [studyInstanceUid],
  );
  expect(rows).toEqual([{ hospital: '道里区合成第一医院', state: 'AI_DRAFT', modality: 'DX' }]);
});

test('read again, a stored study gives the same bits', async () => {
  const { bytes, studyInstanceUid } = phantomObject({ seed: SEED, index: 1 });
  await send(bytes);
  await untilDrafted(studyInstanceUid);
  const [first] = await resultsOf(studyInstanceUid);
  await database.query(
    `UPDATE inference.job SET state = 'SCHEDULED', result = NULL, ended_at = NULL WHERE study_instance_uid = $1`,
    [studyInstanceUid],
  );
  let again: readonly InferenceResult[] = [];
  for (let tries = 0; tries < 300 && again.length === 0; tries += 1) {
    await sleep(100);
    again = await resultsOf(studyInstanceUid);
  }
  const bits = (result: InferenceResult | undefined) => [
    result?.provenance.receivedSha256,
    result?.provenance.pixelSha256,
    result?.provenance.outputSha256,
    result?.findings,
  ];
  expect(first?.provenance.outputSha256).toMatch(/^[0-9a-f]{64}$/u);
  expect(bits(again[0])).toEqual(bits(first));
});

test('an image that no decoder reads is drafted as unread, and the original kept', async () => {
  const { bytes, studyInstanceUid, sopInstanceUid } = phantomObject({
    seed: SEED,
    index: 2,
    elements: [['7FE00010', 'OW', Buffer.alloc(100)]],
  });
  expect(await send(bytes)).toEqual([0]);
  await untilDrafted(studyInstanceUid);
  expect(await resultsOf(studyInstanceUid)).toMatchObject([
    { abstained: ['PIXELS_UNREADABLE'], findings: [] },
  ]);
  const { rowCount } = await database.query('SELECT FROM archive.instance WHERE sop_instance_uid = $1', [
    sopInstanceUid,
  ]);
  expect(rowCount).toBe(1);
});

test('the process of the models is killed at its work, and nothing is lost', async () => {
  const objects = Array.from({ length: 12 }, (_, index) => phantomObject({ seed: SEED, index: 10 + index }));
  const studies = objects.map(({ studyInstanceUid }) => studyInstanceUid);
  const first = await send(...objects.slice(0, 8).map(({ bytes }) => bytes));
  const before = hub.ready().pids['imaging'] ?? 0;
  process.kill(before, 'SIGKILL');
  const second = await send(...objects.slice(8).map(({ bytes }) => bytes));
  expect([...first, ...second]).toEqual(objects.map(() => 0));
  await untilDrafted(...studies);
  expect(hub.ready().pids['imaging']).not.toBe(before);
  const { rows } = await database.query(
    `SELECT state, count(*)::int FROM inference.job WHERE study_instance_uid = ANY ($1) GROUP BY state`,
    [studies],
  );
  expect(rows).toEqual([{ state: 'COMPLETED', count: 12 }]);
  const { rowCount } = await database.query('SELECT FROM report.report WHERE study_instance_uid = ANY ($1)', [
    studies,
  ]);
  expect(rowCount).toBe(12);
});
