import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { startOrthanc, type TestOrthanc } from '../../../../hub/testing/orthanc.ts';
import { createTestDatabase, type TestDatabase } from '../../../../hub/testing/test-database.ts';
import { frameBytes } from '../../dicom/frame-bytes.ts';
import { readPart10 } from '../../dicom/read-part10.ts';
import { syntheticObject, uidsOf } from '../../dicom/testing/synthetic-object.ts';
import type { Uid } from '../../dicom/uid.ts';
import { issueArchiveToken, type ArchiveToken } from '../../dicomweb/archive-token.ts';
import { createDicomweb } from '../../dicomweb/dicomweb.ts';
import { openTestArchive, type TestArchive } from '../testing/open-test-archive.ts';
import { HospitalDicomweb } from './hospital-dicomweb.ts';

const TOKENS = { issuer: 'https://issuer.sluice.invalid', audience: 'archive' };
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
/** Lies at the hospital alone. */
const OBJECT = syntheticObject({ study: 95 });
const { study, series, sop } = uidsOf({ study: 95 });

let orthanc: TestOrthanc;
let database: TestDatabase;
let opened: TestArchive;
let app: FastifyInstance;
beforeAll(async () => {
  orthanc = await startOrthanc();
  await orthanc.ask('/instances', { method: 'POST', body: OBJECT });
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  const { archive } = opened;
  const credentials = Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64');
  const atHospital = new HospitalDicomweb({
    hospital: 'first-hospital',
    url: `${orthanc.url}/dicom-web`,
    authorization: () => `Basic ${credentials}`,
  });
  const servers = new Map([['first-hospital', atHospital]]);
  const quota = { objectsPerDay: 9, bytesPerDay: 1e9 };
  app = createDicomweb({
    archive,
    atHospital: servers,
    publicKey,
    tokens: TOKENS,
    quotas: { 'first-hospital': quota, 'second-hospital': quota },
    holdsCredential: () => Promise.resolve(true),
    noteViewing: () => Promise.resolve(),
  });
});
afterAll(async () => {
  await app.close();
  await opened.close();
  await database.drop();
  await orthanc.dispose();
});

const VIEW: ArchiveToken = { use: 'view', study: study as Uid, hospital: 'first-hospital' };
async function get(path: string, token: ArchiveToken = VIEW) {
  const bearer = await issueArchiveToken(token, privateKey, TOKENS, 60);
  return app.inject({ url: `/dicom-web${path}`, headers: { authorization: `Bearer ${bearer}` } });
}

test('a study that stays at its hospital is found, described and shown as one of ours, under our token', async () => {
  const found = await get(`/studies?StudyInstanceUID=${study}`);
  expect(found.json()).toMatchObject([
    { '0020000D': { Value: [study] }, '00100010': { Value: [{ Ideographic: '王^小红' }] } },
  ]);
  const described = await get(`/studies/${study}/series/${series}/metadata`);
  expect(described.json()).toMatchObject([{ '00080018': { Value: [sop] }, '00280010': { Value: [16] } }]);
  const frame = await get(`/studies/${study}/series/${series}/instances/${sop}/frames/1`);
  expect(frame.statusCode).toBe(200);
  expect(frame.rawPayload.includes(Buffer.from(frameBytes(readPart10(OBJECT), 0)))).toBe(true);
  const whole = await get(`/studies/${study}/series/${series}/instances/${sop}`);
  expect(whole.rawPayload.includes(OBJECT)).toBe(true);
  // Whoever looks is not led past us.
  for (const answer of [found, described]) expect(answer.body).not.toContain(orthanc.url);
});

test('the hospital sees what is its own, another hospital does not, and nobody what is not there', async () => {
  const token = { use: 'hospital', hospital: 'first-hospital', credential: 'held' } as const;
  const own = await get(`/studies/${study}/metadata`, token);
  expect(own.statusCode).toBe(200);
  const other = await get(`/studies/${study}/metadata`, { ...token, hospital: 'second-hospital' });
  expect([other.statusCode, other.json()]).toMatchObject([404, { error: { code: 'IMAGE_UNKNOWN' } }]);
  const unknown = await get('/studies/1.2.3/metadata', { ...VIEW, study: '1.2.3' as Uid });
  expect(unknown.statusCode).toBe(404);
});

test('where the hospital does not answer that is said, and what is ours is shown', async () => {
  const ours = syntheticObject({ study: 96 });
  const incoming = await opened.archive.receive();
  await incoming.write(ours);
  const quota = { objectsPerDay: 9, bytesPerDay: 1e9 };
  await opened.archive.ingest(incoming, { hospital: 'first-hospital', receivedBy: 'STOW', quota });
  await orthanc.stop('SIGKILL');
  const away = await get(`/studies/${study}/metadata`);
  expect([away.statusCode, away.json()]).toMatchObject([
    503,
    { error: { code: 'IMAGE_ARCHIVE_UNAVAILABLE' } },
  ]);
  const { study: own } = uidsOf({ study: 96 });
  const shown = await get(`/studies/${own}/metadata`, { use: 'view', study: own as Uid });
  expect(shown.statusCode).toBe(200);
});
