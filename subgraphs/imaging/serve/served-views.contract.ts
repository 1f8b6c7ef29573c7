import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isObjectType } from 'graphql';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import type { Connector } from '../../../connectors/contract.ts';
import { createPostgresConnector } from '../../../connectors/postgres/postgres-connector.ts';
import type { GrantClaims } from '../../../policies/grant-claims.ts';
import { createSubgraphSchema } from '../../kit/create-subgraph-schema.ts';
import { type RunningSubgraph, serveSubgraph } from '../../kit/serve-subgraph.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { TestGateway } from '../../kit/testing/test-gateway.ts';
import { verifyMappingAgainstSource } from '../../kit/verify-mapping-against-source.ts';
import {
  SYNTHETIC_PATIENT_ID,
  syntheticObject,
  type SyntheticOptions,
  uidsOf,
} from '../dicom/testing/synthetic-object.ts';
import { readArchiveToken } from '../dicomweb/archive-token.ts';
import { DEMONSTRATION } from '../models/model-card.ts';
import { liftStepDown } from '../monitors/step-downs.ts';
import type { TestArchive } from '../archive/testing/open-test-archive.ts';
import { SHIPPED_MODELS } from '../models/shipped-models.ts';
import { readModelCard } from '../models/read-model-card.ts';
import { applyServedViews } from './apply-served-views.ts';
import { imageAccess } from './image-access.ts';
import { imagingMapping } from './imaging-mapping.ts';
import { keepServedModels } from './served-models.ts';
import { servedReport } from './served-report.ts';
import { openImagingDatabase } from './testing/imaging-database.ts';
import { plantDraft, signDraft } from './testing/planted-report.ts';

/** What of the imaging database reaches whoever asks the subgraph, whatever the gateway would have let through. */

const PATIENT = `RID:${SYNTHETIC_PATIENT_ID}`;
const TOKENS = { issuer: 'https://hub.invalid', audience: 'archive-1' };
const CARD = readModelCard(readFileSync(`${SHIPPED_MODELS}/chest-demonstration/card.yaml`, 'utf8'));
const MUTATIONS = [
  'openReport',
  'reviewReport',
  'finaliseReport',
  'reviseReport',
  'withdrawReport',
  'acknowledgeCriticalFinding',
  'decideProposal',
];

let made: TestDatabase;
let database: TestArchive;
let connector: Connector;
let served: RunningSubgraph;
let gateway: TestGateway;
let archiveKey: KeyObject;
let uses: readonly string[];
let own: string;
let others: string;

async function send(hospital: string, options: SyntheticOptions): Promise<void> {
  const incoming = await database.archive.receive();
  await incoming.write(syntheticObject(options));
  const quota = { objectsPerDay: 100, bytesPerDay: 1e9 };
  await database.archive.ingest(incoming, { hospital, receivedBy: 'STOW', quota });
}

/** An answer of the demonstration model: one label that is released, one that is not. */
function resultOf(study: number) {
  const finding = (label: string, stage: string) => ({
    ...{ label, stage, critical: false, score: 0.75, probability: 0.5, threshold: 0.5, above: true },
    evidence: { cells: [1, 2], kind: 'share', values: [0.25, 0.75] },
  });
  return {
    abstained: [],
    findings: [finding('effusion', 'assistive'), finding('nodule', 'silent')],
    provenance: {
      receivedSha256: `received ${study}`,
      ...{ pixelSha256: 'p', preprocessingVersion: '1', site: 'demonstration', processor: 'c', threads: 1 },
      model: { name: CARD.name, version: CARD.version, sha256: CARD.sha256 },
      runtime: { name: 'onnxruntime-node', version: '1' },
      provider: { name: 'cpu', fellBackFrom: [{ name: 'cuda', reason: 'none' }] },
      outOfDistribution: { distance: 1.5, threshold: 3 },
      ...{ outputSha256: 'o', wallMs: 12.5 },
    },
  };
}

async function plantJob(client: pg.ClientBase, study: number, hospital: string, result: object | null) {
  const { study: studyUid, sop } = uidsOf({ study });
  await client.query(
    `INSERT INTO inference.job (study_instance_uid, sop_instance_uid, hospital, model_sha256, priority, deadline_at, state,
       transaction_uid, result, ended_at)
     VALUES ($1, $2, $3, $4, 'ROUTINE', now(), CASE WHEN $5::jsonb IS NULL THEN 'SCHEDULED' ELSE 'COMPLETED' END,
       gen_random_uuid(), $5, CASE WHEN $5::jsonb IS NULL THEN NULL ELSE now() END)`,
    [studyUid, sop, hospital, CARD.sha256, result && JSON.stringify(result)],
  );
}

async function stepDown(label: string, site: string): Promise<void> {
  await database.pool.query(
    `WITH raised AS (
       INSERT INTO monitor.alarm (raised_at, kind, model_sha256, model_name, site, label, detail)
       VALUES (now(), 'AGREEMENT', $1, 'm', $2, $3, '{}') RETURNING *)
     INSERT INTO monitor.step_down (alarm_id, model_sha256, site, label, stepped_at)
     SELECT alarm_id, model_sha256, site, label, raised_at FROM raised`,
    [CARD.sha256, site, label],
  );
}

beforeAll(async () => {
  made = await createTestDatabase();
  const { host, port, user, password } = made;
  const connection = { host, port, user, password, database: made.database };
  database = await openImagingDatabase(connection);
  const client = await database.pool.connect();
  await applyServedViews(client);
  await keepServedModels(database.pool, [{ card: CARD }]);
  await keepServedModels(database.pool, [{ card: CARD }]);
  await send('own', { study: 1, elements: [['00080020', 'DA', '20260901']] });
  await send('own', { study: 2 });
  await send('own', {
    study: 3,
    elements: [
      ['00080020', 'DA', '20269999'],
      ['00100020', 'LO', 'local-7'],
    ],
  });
  await send('other', { study: 4, elements: [['00080020', 'DA', '20260801']] });
  await plantJob(client, 2, 'own', resultOf(2));
  await plantJob(client, 3, 'own', {
    ...resultOf(3),
    ...{ abstained: ['AGE_UNKNOWN', 'NEW_REASON'], findings: [] },
  });
  await plantJob(client, 4, 'other', null);
  const findings = [
    { label: 'effusion', stage: 'assistive' },
    { label: 'nodule', stage: 'silent' },
  ] as const;
  const planted = { patientKey: PATIENT, findings };
  own = await plantDraft(client, { ...planted, study: uidsOf({ study: 2 }).study, hospital: 'own' });
  others = await plantDraft(client, { ...planted, study: uidsOf({ study: 4 }).study, hospital: 'other' });
  client.release();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  archiveKey = publicKey;
  const work: SubgraphWork = {
    mutations: Object.fromEntries(
      MUTATIONS.map((name) => [name, ({ reportId }) => servedReport(database.pool, String(reportId))]),
    ),
    fields: {
      'ImagingStudy.imageAccess': imageAccess({
        url: 'https://archive.invalid/dicom-web',
        tokens: TOKENS,
        key: privateKey,
      }),
    },
    stop: () => Promise.resolve(),
  };
  const text = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  const schema = createSubgraphSchema({ name: 'imaging', mapping: imagingMapping }, text, work);
  connector = createPostgresConnector({ ...connection, poolSize: 4, maxRows: 1_000 });
  const sound = TestGateway.withKeys('imaging');
  gateway = sound.gateway;
  served = await serveSubgraph({
    ...{ name: 'imaging', schema, mapping: imagingMapping, connector, aggregates: null, keys: sound.keys },
    ...{ host: '127.0.0.1', port: 0 },
  });
  uses = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
    .flatMap((field) =>
      ['project', 'filter-eq', 'filter-range', 'order', 'invoke'].map((use) => `${field}:${use}`),
    );
});
afterAll(async () => {
  await served.close();
  await connector.close();
  await database.close();
  await made.drop();
});

interface Nodes<T> {
  readonly nodes: readonly T[];
}
interface Access {
  readonly url: string;
  readonly token: string;
  readonly expiresAt: string;
}
interface Signed {
  readonly _entities: readonly [{ readonly signedImagingReports: readonly object[] }];
}
interface AnsweredInference {
  readonly study: { readonly studyInstanceUid: string };
  readonly findings: readonly { readonly evidence: string }[];
  readonly model: { readonly limitations: string };
}

/** Every type of a patient, as the policy has it: rows of the own hospital alone. */
const OWN_ROWS = Object.fromEntries(
  Object.entries(imagingMapping.types)
    .filter(([, type]) => 'organisationColumn' in type)
    .map(([name]) => [name, [{ kind: 'organisation', name: 'own' } as const]]),
);

async function answerTo(query: string, rows: GrantClaims['rows'] = {}) {
  const grant = gateway.grant(uses, { rows });
  const answer = await gateway.fetch(`http://127.0.0.1:${served.port}/graphql`, { grant, query });
  expect(answer.errors).toEqual([]);
  return { data: answer.data, dataSubjects: answer.dataSubjects };
}

/** The data of an answer, as the question says that it is. */
const ask = async <T>(query: string, rows?: GrantClaims['rows']): Promise<T> =>
  (await answerTo(query, rows)).data as T;

test('the mapping fits the views', async () => {
  expect(await verifyMappingAgainstSource(imagingMapping, connector)).toEqual([]);
});

test('a study has its day, its patient and what came; a day and a number that are none are null', async () => {
  const fields =
    'studyDate person { id } modalities recordedName recordedPatientId instanceCount qualityFlag';
  const { data, dataSubjects } = await answerTo(`{
    sound: imagingStudy(studyInstanceUid: "${uidsOf({ study: 2 }).study}") { ${fields} series { modality instanceCount } }
    unsound: imagingStudy(studyInstanceUid: "${uidsOf({ study: 3 }).study}") { ${fields} }
  }`);
  const { sound, unsound } = data as Readonly<Record<string, object>>;
  expect(sound).toMatchObject({
    ...{
      studyDate: '2026-11-01',
      person: { id: PATIENT },
      modalities: 'DX',
      recordedName: 'Wang^Xiaohong=王^小红',
      instanceCount: 1,
      qualityFlag: null,
    },
    series: [{ modality: 'DX', instanceCount: 1 }],
  });
  expect(unsound).toMatchObject({
    ...{ studyDate: null, person: null, recordedPatientId: 'local-7', qualityFlag: 'ID_MISSING' },
  });
  expect(dataSubjects).toHaveLength(1);
});

describe('a label that is not released', () => {
  test('is in no answer, while one that is has its weakness and the notice beside it', async () => {
    const data = await ask<{ inferences: Nodes<AnsweredInference>; imagingFindings: Nodes<object> }>(`{
      inferences { nodes { study { studyInstanceUid } historyWasInput notice noticeChinese
        findings { label title titleChinese score threshold isAbove evidence weakness notice }
        model { limitations certificate } provenance { receivedSha256 provider fellBackFrom wallMs } } }
      imagingFindings { nodes { label probability notice noticeChinese } }
    }`);
    const answered = data.inferences.nodes.find(
      (each) => each.study.studyInstanceUid === uidsOf({ study: 2 }).study,
    )!;
    expect(answered).toMatchObject({
      ...{ historyWasInput: false, notice: DEMONSTRATION.en, noticeChinese: DEMONSTRATION.zh },
      findings: [
        { label: 'effusion', titleChinese: '胸腔积液', score: 0.75, isAbove: true, notice: DEMONSTRATION.en },
      ],
      provenance: { receivedSha256: 'received 2', provider: 'cpu', fellBackFrom: 'cuda', wallMs: 12.5 },
    });
    expect(JSON.parse(answered.findings[0]!.evidence)).toMatchObject({ values: [0.25, 0.75] });
    expect(answered.model.limitations).toContain('\n');
    expect(JSON.stringify(data)).not.toMatch(/nodule|肺结节/u);
    expect(data.imagingFindings.nodes).toHaveLength(2);
  });

  test('is not counted either', async () => {
    const data = await ask<{ imagingFindings: Nodes<object> }>(
      '{ imagingFindings(filter: { label: { eq: "nodule" } }) { nodes { findingId } } }',
    );
    expect(data.imagingFindings.nodes).toEqual([]);
  });

  test('is one that was stepped down after the image was read, at its site and until that is lifted', async () => {
    const labels = async () => {
      const query = '{ inferences { nodes { findings { label } } } }';
      const data = await ask<{ inferences: Nodes<{ findings: readonly object[] }> }>(query);
      return data.inferences.nodes.flatMap(({ findings }) => findings);
    };
    await stepDown('effusion', 'elsewhere');
    await stepDown('nodule', 'demonstration');
    expect(await labels()).toEqual([{ label: 'effusion' }]);
    await stepDown('effusion', 'demonstration');
    expect(await labels()).toEqual([]);
    const client = await database.pool.connect();
    const stepped = { modelSha256: CARD.sha256, site: 'demonstration', label: 'effusion' };
    await liftStepDown(client, stepped, { by: 'dr-1', reason: 'looked at', at: new Date() }).finally(() =>
      client.release(),
    );
    expect(await labels()).toEqual([{ label: 'effusion' }]);
  });
});

test('why a model says nothing is told in words; a reason without words by its code', async () => {
  const data = await ask<{ inferences: Nodes<{ abstentions: readonly object[] }> }>(
    '{ inferences { nodes { abstentions { code textChinese } } } }',
  );
  expect(data.inferences.nodes.flatMap(({ abstentions }) => abstentions)).toEqual([
    { code: 'AGE_UNKNOWN', textChinese: '患者年龄未知' },
    { code: 'NEW_REASON', textChinese: 'NEW_REASON' },
  ]);
});

test('what is shown of a model that nobody has described bears the notice of a demonstration', async () => {
  const { rows } = await database.pool.query(
    `SELECT DISTINCT notice_en AS en, notice_zh AS zh FROM imaging.report_finding UNION
     SELECT notice_en, notice_zh FROM imaging.report`,
  );
  expect(rows).toEqual([DEMONSTRATION]);
});

test('the priors of a study are those of the same patient at the same hospital', async () => {
  const data = await ask<{ imagingStudy: { priors: readonly object[] } }>(
    `{ imagingStudy(studyInstanceUid: "${uidsOf({ study: 2 }).study}") { priors { daysBefore study { studyInstanceUid } } } }`,
  );
  expect(data.imagingStudy.priors).toEqual([
    { daysBefore: 61, study: { studyInstanceUid: uidsOf({ study: 1 }).study } },
  ]);
});

describe('under the own organisation', () => {
  test('nothing of another hospital is there, whichever way it is asked for', async () => {
    const data = await ask<Readonly<Record<string, Nodes<{ hospital: string }> | null>>>(
      `{
        imagingStudies { nodes { hospital } } inferences { nodes { hospital } } imagingReports { nodes { hospital } }
        imagingStudy(studyInstanceUid: "${uidsOf({ study: 4 }).study}") { studyDate imageAccess { token } }
        imagingReport(reportId: "${others}") { state fhir }
      }`,
      OWN_ROWS,
    );
    for (const list of ['imagingStudies', 'inferences', 'imagingReports'])
      expect(new Set(data[list]!.nodes.map(({ hospital }) => hospital))).toEqual(new Set(['own']));
    expect([data['imagingStudy'], data['imagingReport']]).toEqual([null, null]);
  });

  test('a token is given for a study that is in sight, for the archive alone, and for no other study', async () => {
    const { study } = uidsOf({ study: 2 });
    const data = await ask<{ imagingStudy: { imageAccess: Access }; imagingReports: Nodes<object> }>(
      `{ imagingStudy(studyInstanceUid: "${study}") { imageAccess { url token expiresAt } }
         imagingReports { nodes { study { imageAccess { token } } } } }`,
      OWN_ROWS,
    );
    const { url, token, expiresAt } = data.imagingStudy.imageAccess;
    expect(url).toBe('https://archive.invalid/dicom-web');
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    expect(await readArchiveToken(`Bearer ${token}`, archiveKey, TOKENS)).toEqual({
      use: 'view',
      study,
      hospital: 'own',
      exchange: expect.any(String) as unknown,
    });
    await expect(
      readArchiveToken(`Bearer ${token}`, archiveKey, { ...TOKENS, audience: 'archive-2' }),
    ).rejects.toMatchObject({ code: 'IMAGE_TOKEN_INVALID' });
    expect(data.imagingReports.nodes).toEqual([{ study: { imageAccess: { token: expect.any(String) } } }]);
  });
});

test('a mutation counts the patient whose report it answers with', async () => {
  const { dataSubjects } = await answerTo(`mutation { openReport(reportId: "${own}") { state } }`);
  expect(dataSubjects).toHaveLength(1);
});

test('what another hospital may be shown is there once it is signed, and bears no draft', async () => {
  const query = `query { _entities(representations: [{ __typename: "Person", id: "${PATIENT}" }]) {
    ... on Person { signedImagingReports { hospital state conclusion notice } } } }`;
  const reports = async () => (await ask<Signed>(query))._entities[0].signedImagingReports;
  expect(await reports()).toEqual([]);
  const client = await database.pool.connect();
  await signDraft(client, others, 'dr-1').finally(() => client.release());
  expect(await reports()).toEqual([
    { hospital: 'other', state: 'FINAL', conclusion: 'draft', notice: DEMONSTRATION.en },
  ]);
});

test('the newest FHIR document of a report is its text', async () => {
  for (const [revision, text] of [
    [1, '{"a":1}'],
    [2, '{"结论":2}'],
  ] as const)
    await database.pool.query(
      `INSERT INTO report.document (report_id, kind, state, revision, media_type, bytes, sha256)
       VALUES ($1, 'FHIR_R4', 'AI_DRAFT', $2, 'application/fhir+json', $3, $4)`,
      [own, revision, Buffer.from(text), createHash('sha256').update(text).digest('hex')],
    );
  const data = await ask<{ imagingReport: object }>(
    `{ imagingReport(reportId: "${own}") { fhir fhirR5 documents { kind sha256 } } }`,
  );
  const sha256 = createHash('sha256').update('{"结论":2}').digest('hex');
  expect(data.imagingReport).toEqual({
    fhir: '{"结论":2}',
    fhirR5: null,
    documents: [{ kind: 'FHIR_R4', sha256 }],
  });
});
