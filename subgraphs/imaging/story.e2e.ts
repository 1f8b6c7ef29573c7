import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { type OwnHub, startOwnHub } from '../../hub/testing/own-hub.ts';
import type { Answer, AskOptions } from '../../hub/testing/test-hub.ts';
import { sendImages } from './intake/testing/send-image.ts';
import { CHEST_LABELS } from './training/chest-labels.ts';
import { phantomObject, type PhantomObject } from './training/phantom/phantom-object.ts';

/**
 * One story, from a hospital that sends to a model that steps down. Its steps follow upon each other; the hub is its own, for
 * the last of them silences a model.
 */
const SEED = 64;
const ROUTINE = 6;
const URGENT = ['00401003', 'SH', 'STAT'] as const;
/** As if it were the other way round: no model of ours knows such an image. */
const INVERTED = ['00280004', 'CS', 'MONOCHROME1'] as const;
/** As many make a monitor sure. */
const FOREIGN = 14;
const DEADLINE_MS = 150_000;

let hub: OwnHub;
let database: pg.Client;
let person: string;
beforeAll(async () => {
  hub = await startOwnHub();
  database = await hub.connect('imaging');
  const health = await hub.connect('health');
  const { rows } = await health.query<{ person_key: string }>(
    `SELECT person_key FROM medical_insurance
     WHERE recorded_to IS NULL AND person_key LIKE 'RID:%' AND division LIKE '2301%' ORDER BY 1 LIMIT 1`,
  );
  await health.end();
  person = rows[0]!.person_key;
});
afterAll(async () => {
  await database.end();
  await hub.stop();
});

const isThere = ({ phantom }: PhantomObject): boolean =>
  phantom.truth[CHEST_LABELS.indexOf('pneumothorax')] === true;
const codes = ({ body }: Answer) => [
  ...new Set((body.errors ?? []).map(({ extensions }) => extensions.code)),
];

async function ask<T>(
  query: string,
  variables: Record<string, unknown>,
  options: AskOptions = {},
): Promise<T> {
  const answer = await hub.ask(query, { as: 'radiologist', variables, ...options });
  expect([codes(answer), answer.status]).toEqual([[], 200]);
  return answer.body.data as T;
}

/** Waits until a question of the database is answered by as many rows. */
async function until<T extends object>(
  count: number,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const { rows } = await database.query<T>(text, [...values]);
    if (rows.length >= count) return rows;
    if (Date.now() > deadline) throw new Error(`${rows.length} of ${count}: ${text}`);
    await sleep(200);
  }
}

const LATEST = `SELECT study_instance_uid AS study, conclusion_zh, has_findings FROM report.report
  WHERE study_instance_uid = ANY ($1) AND is_latest`;

let urgent: readonly PhantomObject[];

test('a hospital sends its studies, and what is urgent is read before what came first', async () => {
  const routine: PhantomObject[] = [];
  const critical: PhantomObject[] = [];
  for (let index = 0; routine.length < ROUTINE || critical.length < 2; index += 1) {
    const object = phantomObject({ seed: SEED, index });
    if (!isThere(object)) routine.push(object);
    else {
      const patientId = person.slice('RID:'.length);
      critical.push(phantomObject({ seed: SEED, index, patientId, elements: [URGENT] }));
    }
  }
  urgent = critical.slice(0, 2);
  const sent = [...routine.slice(0, ROUTINE), ...urgent];
  // They all wait when the models come.
  await hub.stopProcess('imaging');
  const statuses = await sendImages(
    hub.ready().imaging.dicom,
    sent.map(({ bytes }) => bytes),
  );
  expect(statuses).toEqual(sent.map(() => 0));
  await hub.startProcess('imaging');
  const studies = sent.map(({ studyInstanceUid }) => studyInstanceUid);
  await until(studies.length, LATEST, [studies]);
  // Each urgent one came last and was read before some that had waited longer. Not before all: the first jobs are taken
  // up while the last images are still on their way.
  const { rows } = await database.query<{ overtaken: string }>(
    `SELECT count(*) AS overtaken FROM inference.job urgent
     JOIN inference.job other ON other.study_instance_uid = ANY ($1) AND other.priority = 'ROUTINE'
       AND other.requested_at < urgent.requested_at AND other.ended_at > urgent.ended_at
     WHERE urgent.study_instance_uid = ANY ($1) AND urgent.priority = 'CRITICAL'
     GROUP BY urgent.job_id`,
    [studies],
  );
  expect(rows).toHaveLength(2);
});

interface ReportInGraph {
  readonly reportId: string;
  readonly state: string;
  readonly draft: string;
  readonly conclusionChinese: string;
  readonly notice: string;
  readonly findings: readonly {
    readonly findingId: string;
    readonly label: string;
    readonly isAbove: boolean;
    readonly evidence: string | null;
  }[];
  readonly criticals: readonly { readonly criticalId: string; readonly recipient: string }[];
}
const REPORT = `reportId state draft conclusionChinese notice
  findings { findingId label isAbove evidence } criticals { criticalId recipient }`;

let report: ReportInGraph;
let study: string;

test('a critical finding is drafted with its evidence, and somebody is named who must hear of it', async () => {
  const [raised] = await until<{ study: string }>(
    1,
    `SELECT study_instance_uid AS study FROM report.critical WHERE label = 'pneumothorax' AND study_instance_uid = ANY ($1)`,
    [urgent.map(({ studyInstanceUid }) => studyInstanceUid)],
  );
  study = raised!.study;
  const { imagingStudy } = await ask<{ imagingStudy: { reports: readonly ReportInGraph[] } }>(
    `query ($study: ID!) { imagingStudy(studyInstanceUid: $study) { reports { ${REPORT} } } }`,
    { study },
  );
  [report] = imagingStudy.reports as [ReportInGraph];
  expect(report.state).toBe('AI_DRAFT');
  expect(report.draft).toMatch(/^Suspected pneumothorax \(probability /u);
  expect(report.notice).toContain('not for clinical use');
  const critical = report.findings.find(({ label }) => label === 'pneumothorax')!;
  const { values } = JSON.parse(critical.evidence!) as { readonly values: readonly number[] };
  expect(values.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  const [{ criticalId, recipient } = { criticalId: '', recipient: '' }] = report.criticals;
  expect(recipient).not.toBe('');
  await ask('mutation ($id: ID!) { acknowledgeCriticalFinding(criticalId: $id) { reportId } }', {
    id: criticalId,
  });
});

let disputed: ReportInGraph['findings'][number];

test('the reader disagrees with one finding and signs', async () => {
  const { reportId } = report;
  disputed = report.findings.find(({ label }) => label !== 'pneumothorax')!;
  const judgements = report.findings.map(({ findingId }) =>
    findingId === disputed.findingId
      ? { findingId, agrees: false, reason: '与图像不符' }
      : { findingId, agrees: true },
  );
  await ask('mutation ($id: ID!) { openReport(reportId: $id) { state } }', { id: reportId });
  await ask(
    `mutation ($id: ID!, $judgements: [FindingJudgement!]!) {
      reviewReport(reportId: $id, judgements: $judgements) { state }
    }`,
    { id: reportId, judgements },
  );
  const { finaliseReport } = await ask<{ finaliseReport: ReportInGraph }>(
    `mutation ($id: ID!) { finaliseReport(reportId: $id) { ${REPORT} } }`,
    { id: reportId },
  );
  expect(finaliseReport).toMatchObject({
    state: 'FINAL',
    conclusionChinese: expect.stringMatching(/^气胸。/u) as unknown,
  });
});

test('the patient’s record shows the signed report for treatment, and for nothing else', async () => {
  const query = `query ($id: ID!) { person(id: $id) { imagingStudies { studyInstanceUid reports { state conclusionChinese } } } }`;
  const found = await ask<{
    person: { imagingStudies: readonly { studyInstanceUid: string; reports: readonly object[] }[] };
  }>(query, { id: person }, { as: 'hospital' });
  const ofStudy = found.person.imagingStudies.find(({ studyInstanceUid }) => studyInstanceUid === study);
  expect(ofStudy?.reports).toMatchObject([{ state: 'FINAL' }]);
  for (const as of ['social-assistance', 'auditor', 'data-steward', 'housing-desk'] as const) {
    const answer = await hub.ask(query, { as, variables: { id: person } });
    expect(codes(answer)).toContain('FIELD_DENIED');
    expect(answer.text).not.toContain('气胸');
  }
});

test('the disagreement stands in what is watched of the model', async () => {
  const { rows } = await database.query<Record<string, unknown>>(
    `SELECT true_positive, false_positive, true_negative, false_negative FROM monitor.weekly_confusion
     WHERE site = 'demonstration' AND label = $1`,
    [disputed.label],
  );
  expect(rows).toEqual([
    {
      true_positive: 0,
      false_positive: disputed.isAbove ? 1 : 0,
      true_negative: 0,
      false_negative: disputed.isAbove ? 0 : 1,
    },
  ]);
});

test('a site that drifts silences the model by itself, and the next draft says nothing', async () => {
  const foreign = Array.from(
    { length: FOREIGN },
    (_, at) => phantomObject({ seed: SEED, index: 1_000 + at, elements: [INVERTED] }).bytes,
  );
  await sendImages(hub.ready().imaging.dicom, foreign);
  await until(3, `SELECT label FROM monitor.step_down WHERE site = 'demonstration' AND lifted_at IS NULL`);
  const next = phantomObject({ seed: SEED, index: 2_000 });
  await sendImages(hub.ready().imaging.dicom, [next.bytes]);
  const drafts = await until(1, LATEST, [[next.studyInstanceUid]]);
  expect(drafts).toMatchObject([
    { has_findings: false, conclusion_zh: expect.stringContaining('本草稿对图像不作任何说明') as unknown },
  ]);
  const { rows } = await database.query('SELECT state FROM report.report WHERE study_instance_uid = $1', [
    study,
  ]);
  expect(rows).toEqual([{ state: 'FINAL' }]);
});
