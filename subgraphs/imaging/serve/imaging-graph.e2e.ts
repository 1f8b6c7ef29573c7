import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, importJWK, type JWK, SignJWT } from 'jose';
import { type OwnHub, startOwnHub } from '../../../hub/testing/own-hub.ts';
import type { Answer, AskOptions } from '../../../hub/testing/test-hub.ts';
import { syntheticObject, uidsOf, type SyntheticOptions } from '../dicom/testing/synthetic-object.ts';
import type { Uid } from '../dicom/uid.ts';
import { issueArchiveToken } from '../dicomweb/archive-token.ts';
import type { ImagingSettings } from '../imaging-settings.ts';
import { sendImages } from '../intake/testing/send-image.ts';
import { plantDraft, signDraft } from './testing/planted-report.ts';

/** Images that a hospital sends by C-STORE, seen through the graph by its own people and by others. */

let hub: OwnHub;
afterAll(() => hub.stop());

async function select<T extends object>(
  database: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  const client = await hub.connect(database);
  const { rows } = await client.query<T>(text, [...values]).finally(() => client.end());
  return rows;
}

const OTHER_HOSPITAL = '南岗区合成第二医院';

/** A token of a clinician of another hospital of the same region. */
async function elsewhere(): Promise<Readonly<Record<string, string>>> {
  const jwk = JSON.parse(readFileSync(join(hub.state, 'keys/issuer.jwk.json'), 'utf8')) as JWK;
  const token = await new SignJWT({
    ...decodeJwt(hub.tokens['hospital']!),
    organisation: OTHER_HOSPITAL,
    official: 'dr-9001',
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid ?? '' })
    .setIssuer('https://issuer.sluice.invalid')
    .setAudience('sluice')
    .setSubject('hospital')
    .setExpirationTime('5 minutes')
    .sign(await importJWK(jwk, 'EdDSA'));
  return { authorization: `Bearer ${token}` };
}

const STUDY = 880_001;
const ANOTHER = 880_002;
const { study, series, sop } = uidsOf({ study: STUDY });
const codes = ({ body }: Answer) => [
  ...new Set((body.errors ?? []).map(({ extensions }) => extensions.code)),
];
const ask = (query: string, options: AskOptions = {}) => hub.ask(query, { as: 'hospital', ...options });

let person: string;
let settings: ImagingSettings;
beforeAll(async () => {
  hub = await startOwnHub();
  const file = join(hub.state, 'config/imaging.json');
  ({ settings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly settings: ImagingSettings });
  const [found] = await select<{ person_key: string }>(
    'health',
    `SELECT person_key FROM serious_illness JOIN medical_insurance USING (person_key)
     WHERE serious_illness.recorded_to IS NULL AND medical_insurance.recorded_to IS NULL AND person_key LIKE 'RID:%'
       AND serious_illness.division LIKE '2301%' AND medical_insurance.division LIKE '2301%'
     ORDER BY 1 LIMIT 1`,
  );
  person = found!.person_key;
  const number = person.slice('RID:'.length);
  const patient = ['00100020', 'LO', number] as const;
  const sent = await sendImages(hub.ready().imaging.dicom, [
    syntheticObject({ study: STUDY, elements: [patient] }),
    syntheticObject({ study: ANOTHER, elements: [patient, ['00080020', 'DA', '20260801']] }),
  ]);
  expect(sent).toEqual([0, 0]);
});

const WHOLE = `query ($study: ID!) { imagingStudy(studyInstanceUid: $study) {
  studyDate hospital modalities instanceCount
  series { seriesInstanceUid modality }
  priors { daysBefore }
  person { name sex bornOn
    seriousIllnesses { illnessClass diagnosedOn } medicalInsurance { kind status } medicalClaims { diseaseGroup } }
} }`;

test('a study is found by the hospital’s doctor with patient, illnesses and insurance, in one operation', async () => {
  const answer = await ask(WHOLE, { variables: { study } });
  expect(codes(answer)).toEqual([]);
  expect(answer.body.data).toMatchObject({
    imagingStudy: {
      ...{
        studyDate: '2026-11-01',
        hospital: '道里区合成第一医院',
        modalities: 'DX',
        instanceCount: 1,
      },
      series: [{ seriesInstanceUid: series, modality: 'DX' }],
      priors: [{ daysBefore: 92 }],
      person: {
        ...{ name: expect.any(String), bornOn: expect.stringMatching(/^\d{4}-/u) },
        seriousIllnesses: expect.arrayContaining([
          { illnessClass: expect.any(String), diagnosedOn: expect.any(String) },
        ]),
        medicalInsurance: expect.arrayContaining([expect.objectContaining({ status: expect.any(String) })]),
      },
    },
  });
});

test('it hangs on the patient too, and the patient’s address and the number stay where they are', async () => {
  const query = `query ($id: ID!) { person(id: $id) { address id imagingStudies { studyInstanceUid } } }`;
  const answer = await ask(query, { variables: { id: person } });
  expect(codes(answer)).toEqual(['FIELD_DENIED']);
  const found = answer.body.data!['person'] as { address: null; id: string; imagingStudies: object[] };
  expect(found.address).toBeNull();
  expect(answer.text).not.toContain(person.slice('RID:'.length));
  expect(found.imagingStudies).toContainEqual({ studyInstanceUid: study });
});

test('another hospital’s doctor finds nothing of it, whichever way it is asked for', async () => {
  const headers = await elsewhere();
  const query = `query ($study: ID!, $id: ID!) {
    imagingStudy(studyInstanceUid: $study) { studyDate imageAccess { token } }
    person(id: $id) { name imagingStudies { studyInstanceUid imageAccess { token } } }
    imagingStudies(first: 100) { nodes { studyInstanceUid } }
  }`;
  const answer = await ask(query, { headers, variables: { study, id: person } });
  expect(codes(answer)).toEqual([]);
  expect(answer.body.data).toMatchObject({
    ...{
      imagingStudy: null,
      person: { name: expect.any(String), imagingStudies: [] },
      imagingStudies: { nodes: [] },
    },
  });
  expect(answer.text).not.toMatch(/eyJ/u);
});

test.each([
  ['social-assistance', undefined],
  ['auditor', undefined],
  ['data-steward', undefined],
  ['housing-desk', undefined],
  ['hospital', 'settlement'],
] as const)('%s (%s) is refused all of it, with the rule', async (as, purpose) => {
  const query = `{ imagingStudies(first: 1) { nodes { studyInstanceUid } } }`;
  const answer = await ask(query, { as, ...(purpose === undefined ? {} : { purpose }) });
  expect(codes(answer)).toEqual(['FIELD_DENIED']);
  expect(answer.body.data).toEqual({ imagingStudies: null });
  expect(answer.text).toContain('imaging/nobody-else');
});

test('what another hospital has signed is shown once the patient consents, and nothing else of that study', async () => {
  const planted = uidsOf({ study: 880_003 }).study;
  const client = await hub.connect('imaging');
  await client.query(
    `INSERT INTO archive.study (study_instance_uid, hospital, patient_key, patient_id, patient_names, study_date,
       accession_number, modalities, attributes) VALUES ($1, $2, $3, '', '{}', '20261001', '', '{CT}', '{}')`,
    [planted, OTHER_HOSPITAL, person],
  );
  const findings = [{ label: 'effusion', stage: 'assistive' }] as const;
  const report = { study: planted, hospital: OTHER_HOSPITAL, patientKey: person, findings };
  await signDraft(client, await plantDraft(client, report), 'dr-9001');
  await client.end();
  const query = `query ($id: ID!) { person(id: $id) {
    signedImagingReports { hospital modalities state conclusion noticeChinese } imagingStudies { hospital } } }`;
  const asked = () => ask(query, { variables: { id: person } });
  expect(codes(await asked())).toEqual(['CONSENT_REQUIRED']);
  await select(
    'hub',
    `INSERT INTO cases.consent VALUES ($1, 'hospital', 'diagnosis', now() - interval '1 hour')`,
    [person],
  );
  const answer = await asked();
  expect(codes(answer)).toEqual([]);
  const found = answer.body.data!['person'] as Readonly<Record<string, readonly { hospital: string }[]>>;
  expect(found['signedImagingReports']).toEqual([
    {
      ...{ hospital: OTHER_HOSPITAL, modalities: 'CT', state: 'FINAL', conclusion: 'draft' },
      noticeChinese: '仅供演示，不得用于临床',
    },
  ]);
  expect(found['imagingStudies']!.map(({ hospital }) => hospital)).not.toContain(OTHER_HOSPITAL);
});

test('a clinician signs nothing; a reader is told that a report that is none is unknown', async () => {
  const query = `mutation { finaliseReport(reportId: "00000000-0000-4000-8000-000000000000") { state } }`;
  expect(codes(await ask(query))).toEqual(['FIELD_DENIED']);
  expect(codes(await ask(query, { as: 'radiologist' }))).toEqual(['REPORT_UNKNOWN']);
});

describe('the token of a study', () => {
  let access: { readonly url: string; readonly token: string; readonly expiresAt: string };
  let exchangeId: string;
  beforeAll(async () => {
    const query = `query ($study: ID!) { imagingStudy(studyInstanceUid: $study) { imageAccess { url token expiresAt } } }`;
    const { body } = await ask(query, { variables: { study } });
    access = (body.data!['imagingStudy'] as { imageAccess: typeof access }).imageAccess;
    exchangeId = (body.extensions!['receipt'] as { exchangeId: string }).exchangeId;
  });

  const get = (path: string, token: string): Promise<Response> =>
    fetch(`${access.url}/studies/${path}`, { headers: { authorization: `Bearer ${token}` } });
  const instanceOf = (options: SyntheticOptions): string => {
    const uids = uidsOf(options);
    return `${uids.study}/series/${uids.series}/instances/${uids.sop}`;
  };
  const sign = (audience: string, seconds: number): Promise<string> => {
    const { signingKeyFile, issuer } = settings.archive.tokens;
    const key = createPrivateKey(readFileSync(signingKeyFile, 'utf8'));
    return issueArchiveToken({ use: 'view', study: study as Uid }, key, { issuer, audience }, seconds);
  };

  test('opens it at the archive, pixels and all', async () => {
    expect(Date.parse(access.expiresAt)).toBeGreaterThan(Date.now());
    const response = await get(instanceOf({ study: STUDY }), access.token);
    expect(response.status).toBe(200);
    // 16 × 16 pixels of two bytes are the last element.
    const pixels = syntheticObject({ study: STUDY }).subarray(-512);
    expect(Buffer.from(await response.arrayBuffer()).includes(pixels)).toBe(true);
    expect((await get(`${study}/metadata`, access.token)).status).toBe(200);
  });

  test('by the token each request stands beside its entry of the ledger', async () => {
    const viewings = (): Promise<readonly { path: string; sop_instance_uid: string | null }[]> =>
      select(
        'imaging',
        'SELECT path, sop_instance_uid FROM archive.viewing WHERE exchange_id = $1 ORDER BY at',
        [exchangeId],
      );
    const before = (await viewings()).length;
    await get(`${study}/series`, access.token);
    await get(instanceOf({ study: STUDY }), access.token);
    expect((await viewings()).slice(before)).toEqual([
      { path: '/dicom-web/studies/:study/series', sop_instance_uid: null },
      { path: '/dicom-web/studies/:study/series/:series/instances/:instance', sop_instance_uid: sop },
    ]);
  });

  test('opens no other study', async () => {
    const { study: other } = uidsOf({ study: ANOTHER });
    for (const path of [instanceOf({ study: ANOTHER }), `${other}/metadata`, `${other}/series`])
      expect((await get(path, access.token)).status).toBe(403);
  });

  test('is refused for another audience and once it has expired', async () => {
    const { audience } = settings.archive.tokens;
    expect((await get(`${study}/metadata`, await sign(audience, 60))).status).toBe(200);
    expect((await get(`${study}/metadata`, await sign(`${audience}-2`, 60))).status).toBe(401);
    expect((await get(`${study}/metadata`, await sign(audience, -10))).status).toBe(401);
    expect((await get(`${study}/metadata`, hub.tokens['hospital']!)).status).toBe(401);
  });

  test('stands in the ledger before it is given: who asked, on what ground, about one person', async () => {
    const [row] = await select<{ entry: string }>(
      'hub',
      'SELECT entry FROM ledger.entry WHERE exchange_id = $1',
      [exchangeId],
    );
    const entry = JSON.parse(row!.entry) as { fields: object[]; dataSubjects: string[] };
    expect(entry).toMatchObject({
      purpose: 'diagnosis',
      subject: { application: 'hospital', official: 'dr-0042' },
    });
    expect(entry.fields).toContainEqual({
      ...{
        coordinate: 'ImageAccess.token',
        use: 'project',
        effect: 'permit',
        rules: ['imaging/image-access'],
        mask: null,
      },
    });
    expect(entry.dataSubjects).toHaveLength(1);
    expect(row!.entry).not.toContain(sop);
  });
});
