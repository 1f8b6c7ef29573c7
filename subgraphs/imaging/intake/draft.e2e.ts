import { createHash, createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { stringify } from 'yaml';
import { startOwnHub, type OwnHub } from '../../../hub/testing/own-hub.ts';
import { readMeta } from '../dicom/read-part10.ts';
import type { Uid } from '../dicom/uid.ts';
import { issueArchiveToken } from '../dicomweb/archive-token.ts';
import { RawAssociation } from '../dimse/testing/raw-association.ts';
import type { ImagingSettings } from '../imaging-settings.ts';
import type { InferenceResult } from '../inference/inference-result.ts';
import { CARD_FILE } from '../models/load-model.ts';
import type { ModelCard } from '../models/model-card.ts';
import { smallCard, smallModel } from '../models/testing/small-model.ts';
import { phantomObject, type PhantomObject } from '../training/phantom/phantom-object.ts';
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
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline && again.length === 0;) {
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

const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
const dataSetOf = ({ bytes }: PhantomObject): Buffer => bytes.subarray(readMeta(bytes).end);

/** Sends objects one by one, each as it is; null: no answer came, so that the hospital must keep it. */
async function sendEach(
  objects: readonly PhantomObject[],
  onAnswer: (status: number | null) => void = () => undefined,
): Promise<readonly (number | null)[]> {
  const { port, aeTitle } = hub.ready().imaging.dicom;
  const call = { port, calling: 'HOSPITAL1', called: aeTitle, sopClassUid: CLASS };
  const statuses: (number | null)[] = [];
  for (const object of objects) {
    const to = { ...call, transferSyntaxUid: '1.2.840.10008.1.2.1' };
    const association = await RawAssociation.open(to).catch(() => null);
    const status = (await association?.store(object.sopInstanceUid, dataSetOf(object))) ?? null;
    association?.destroy();
    statuses.push(status);
    onAnswer(status);
  }
  return statuses;
}

/** What the archive gives of an image by DICOMweb: it says 500 where the bytes are not those that it hashed. */
async function retrieved({ studyInstanceUid, sopInstanceUid }: PhantomObject): Promise<Buffer | number> {
  const file = join(hub.state, 'config/imaging.json');
  const { settings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly settings: ImagingSettings };
  const { signingKeyFile, ...tokens } = settings.archive.tokens;
  const key = createPrivateKey(readFileSync(signingKeyFile, 'utf8'));
  const token = await issueArchiveToken({ use: 'view', study: studyInstanceUid as Uid }, key, tokens, 60);
  const path = `studies/${studyInstanceUid}/series/${studyInstanceUid}.1/instances/${sopInstanceUid}`;
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${settings.archive.dicomweb}/${path}`, { headers });
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : answer.status;
}

test('the archive is killed while objects come: what it acknowledged is whole, and nothing is there by half', async () => {
  const objects = Array.from({ length: 24 }, (_, index) => phantomObject({ seed: SEED, index: 40 + index }));
  const before = hub.ready().pids['imaging-archive'] ?? 0;
  let answered = 0;
  // Two at once, so that one is on its way whenever it is killed.
  const kill = (): void => {
    if ((answered += 1) === 8) process.kill(before, 'SIGKILL');
  };
  const lanes = await Promise.all(
    [objects.slice(0, 12), objects.slice(12)].map((lane) => sendEach(lane, kill)),
  );
  const statuses = lanes.flat();
  const kept = objects.filter((_, at) => statuses[at] === 0);
  expect(kept.length).toBeGreaterThanOrEqual(7);
  const unanswered = objects.filter((_, at) => statuses[at] !== 0);
  expect(unanswered).not.toEqual([]);
  const again = new Map<string, number | null>();
  for (const deadline = Date.now() + DEADLINE_MS; again.size < unanswered.length && Date.now() < deadline;) {
    const left = unanswered.filter(({ sopInstanceUid }) => !again.has(sopInstanceUid));
    const [status] = await sendEach(left.slice(0, 1));
    if (status === null) await sleep(200);
    else again.set(left[0]!.sopInstanceUid, status ?? null);
  }
  expect([...again.values()]).toEqual(unanswered.map(() => 0));
  expect(hub.ready().pids['imaging-archive']).not.toBe(before);
  for (const object of objects) {
    const bytes = await retrieved(object);
    expect(typeof bytes === 'object' && bytes.includes(dataSetOf(object))).toBe(true);
  }
  const { rows } = await database.query<{ sop: string; sha256: string }>(
    `SELECT sop_instance_uid AS sop, data_set_sha256 AS sha256 FROM archive.instance WHERE sop_instance_uid = ANY ($1)`,
    [objects.map(({ sopInstanceUid }) => sopInstanceUid)],
  );
  const sent = objects.map((object) => [
    object.sopInstanceUid,
    createHash('sha256').update(dataSetOf(object)).digest('hex'),
  ]);
  expect(rows.map(({ sop, sha256 }) => [sop, sha256]).toSorted()).toEqual(sent.toSorted());
  const { rowCount } = await database.query(
    'SELECT FROM archive.conflict UNION ALL SELECT FROM archive.rejected',
  );
  expect(rowCount).toBe(0);
});

/** Another disease of another part of the body, as a hospital would drop it in: a card and a file. */
function kneeCard(): ModelCard {
  const card = smallCard();
  const site = 'demonstration';
  const ofSite = <T extends object>(rows: readonly T[]): readonly T[] =>
    rows.map((row) => ({ ...row, site }));
  const [first] = card.labels as [ModelCard['labels'][number]];
  return {
    ...card,
    name: 'knee',
    limits: { ...card.limits, bodyParts: ['KNEE'], lateralities: ['L', 'R'] },
    labels: [
      {
        ...first,
        ...{ name: 'osteoarthritis', title: { en: 'Osteoarthritis', zh: '骨关节炎' } },
        ...{ stages: { [site]: 'assistive' } },
        ...{ metrics: ofSite(first.metrics), operatingPoints: ofSite(first.operatingPoints) },
      },
    ],
  };
}

test('a second disease joins by a folder alone: read, drafted in words and shown, beside the first', async () => {
  const card = kneeCard();
  const folder = join(hub.state, 'models', card.name);
  mkdirSync(folder);
  writeFileSync(join(folder, CARD_FILE), stringify(card));
  writeFileSync(join(folder, card.file), smallModel().bytes);
  await hub.stopProcess('imaging');
  await hub.startProcess('imaging');
  const knee = phantomObject({
    seed: SEED,
    index: 80,
    elements: [
      ['00180015', 'CS', 'KNEE'],
      ['00200062', 'CS', 'L'],
    ],
  });
  const chest = phantomObject({ seed: SEED, index: 81 });
  expect(await send(knee.bytes, chest.bytes)).toEqual([0, 0]);
  await untilDrafted(knee.studyInstanceUid, chest.studyInstanceUid);
  const findings = async ({ studyInstanceUid }: PhantomObject) => {
    const { rows } = await database.query<{ model: string; label: string; text: string | null }>(
      `SELECT DISTINCT model_name AS model, label, text_zh AS text FROM report.finding JOIN report.report USING (report_id)
       WHERE study_instance_uid = $1 AND is_latest AND stage = 'assistive' AND above IS NOT NULL`,
      [studyInstanceUid],
    );
    return rows;
  };
  expect(await findings(knee)).toEqual([
    { model: 'knee', label: 'osteoarthritis', text: expect.stringContaining('骨关节炎') as unknown },
  ]);
  expect((await findings(chest)).map(({ model }) => model)).not.toContain('knee');
  expect(await findings(chest)).not.toEqual([]);
  const answer = await hub.ask(
    `query ($study: ID!) { imagingStudy(studyInstanceUid: $study) { reports { draftChinese notice noticeChinese } } }`,
    { as: 'hospital', variables: { study: knee.studyInstanceUid } },
  );
  expect(answer.body).toMatchObject({
    data: {
      imagingStudy: {
        reports: [
          {
            draftChinese: expect.stringContaining('骨关节炎') as unknown,
            notice: 'demonstration, not for clinical use',
            noticeChinese: '仅供演示，不得用于临床',
          },
        ],
      },
    },
  });
});
