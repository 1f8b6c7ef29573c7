import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { generateKeyPair, type CryptoKey } from 'jose';
import { createTestDatabase, type TestDatabase } from '../../../../hub/testing/test-database.ts';
import { syntheticObject, uidsOf } from '../../dicom/testing/synthetic-object.ts';
import type { Uid } from '../../dicom/uid.ts';
import { issueArchiveToken, type ArchiveToken } from '../../dicomweb/archive-token.ts';
import { createDicomweb } from '../../dicomweb/dicomweb.ts';
import { multipart } from '../../dicomweb/multipart.ts';
import { openTestArchive, type TestArchive } from '../testing/open-test-archive.ts';
import { HospitalDicomweb } from './hospital-dicomweb.ts';

const TOKENS = { issuer: 'https://issuer.sluice.invalid', audience: 'archive' };
const [SENDS, KEEPS, THIRD] = ['sending-hospital', 'keeping-hospital', 'third-hospital'];
/** With us, sent by one hospital; and with the other hospital alone. */
const [OURS, THEIRS] = [{ study: 97 }, { study: 98 }];

/** A hospital's server that has whatever it is asked for, and under whatever UID. */
const asked: string[] = [];
function saysYes(): Server {
  return createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const of = path.includes(uidsOf(OURS).study) ? OURS : THEIRS;
    const { study, series, sop } = uidsOf(of);
    if (!(request.headers.accept ?? '').startsWith('multipart')) {
      const uids = { '0020000D': study, '0020000E': series, '00080018': sop };
      const said = Object.entries(uids).map(([tag, uid]) => [tag, { vr: 'UI', Value: [uid] }] as const);
      response.setHeader('content-type', 'application/dicom+json');
      response.end(JSON.stringify([Object.fromEntries(said)]));
      return;
    }
    const bytes = syntheticObject(of);
    const { contentType, body } = multipart('application/dicom', [{ type: 'application/dicom', bytes }]);
    response.setHeader('content-type', contentType);
    response.end(body);
  });
}

let server: Server;
let database: TestDatabase;
let opened: TestArchive;
let app: FastifyInstance;
let key: CryptoKey;
beforeAll(async () => {
  server = saysYes();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  const { archive } = opened;
  const incoming = await archive.receive();
  await incoming.write(syntheticObject(OURS));
  const quota = { objectsPerDay: 9, bytesPerDay: 1e9 };
  await archive.ingest(incoming, { hospital: SENDS, receivedBy: 'STOW', quota });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const atHospital = new Map([[KEEPS, new HospitalDicomweb({ hospital: KEEPS, url })]]);
  const pair = await generateKeyPair('EdDSA');
  key = pair.privateKey;
  app = createDicomweb({
    archive,
    atHospital,
    publicKey: pair.publicKey,
    tokens: TOKENS,
    quotas: { [SENDS]: quota, [KEEPS]: quota, [THIRD]: quota },
    holdsCredential: () => Promise.resolve(true),
    noteViewing: () => Promise.resolve(),
  });
});
afterAll(async () => {
  await app.close();
  await opened.close();
  await database.drop();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
beforeEach(() => {
  asked.length = 0;
});

const hospital = (name: string): ArchiveToken => ({
  use: 'hospital',
  hospital: name,
  credential: 'held',
});
const view = (of: { study: number }, name?: string): ArchiveToken => ({
  use: 'view',
  study: uidsOf(of).study as Uid,
  ...(name === undefined ? {} : { hospital: name }),
});
const get = async (path: string, token: ArchiveToken) =>
  app.inject({
    url: `/dicom-web${path}`,
    headers: { authorization: `Bearer ${await issueArchiveToken(token, key, TOKENS, 60)}` },
  });

/** What a token is answered to everything that can be read of a study; a search says how much it found. */
async function reaches(of: { study: number }, token: ArchiveToken): Promise<readonly number[]> {
  const { study, series, sop } = uidsOf(of);
  const instance = `/studies/${study}/series/${series}/instances/${sop}`;
  const statuses: number[] = [];
  for (const path of [`/studies/${study}/metadata`, `${instance}/metadata`, instance, `${instance}/frames/1`])
    statuses.push((await get(path, token)).statusCode);
  for (const path of [`/studies?StudyInstanceUID=${study}`, `/studies/${study}/series`])
    statuses.push((await get(path, token)).json<unknown[]>().length);
  return statuses;
}
const ALL = [200, 200, 200, 200, 1, 1];
const NOTHING = [404, 404, 404, 404, 0, 0];

test.each([
  ['the hospital that sent it', hospital(SENDS), ALL],
  ['a hospital without a server', hospital(THIRD), NOTHING],
  ['a token of the study', view(OURS), ALL],
  ['a token of the study that names who sent it', view(OURS, SENDS), ALL],
  ['a token of the study that names another hospital', view(OURS, THIRD), NOTHING],
])('for what our archive knows it alone answers: %s', async (_who, token, answers) => {
  expect(await reaches(OURS, token)).toEqual(answers);
  expect(asked).toEqual([]);
});

test.each([
  ['a hospital whose own server says that it has everything', hospital(KEEPS), ALL],
  ['a token that names it', view(OURS, KEEPS), ALL],
  ['a hospital without a server', hospital(THIRD), NOTHING],
])('that our archive has another hospital’s study shows in no answer: %s', async (_who, token, answers) => {
  expect(await reaches(OURS, token)).toEqual(answers);
  // As for a study that nobody has.
  const unknown = token.use === 'view' ? view(THEIRS, token.hospital) : token;
  expect(await reaches(THEIRS, unknown)).toEqual(answers);
  expect(asked.length > 0).toBe(answers === ALL);
});

test.each([
  ['the hospital that keeps it', hospital(KEEPS), ALL],
  ['a token of the study that names the hospital', view(THEIRS, KEEPS), ALL],
  ['a hospital without a server', hospital(SENDS), NOTHING],
  ['a token of the study that names another', view(THEIRS, THIRD), NOTHING],
  ['a token of the study that names none', view(THEIRS), NOTHING],
])('for what it does not know the server of the one hospital answers: %s', async (_who, token, answers) => {
  expect(await reaches(THEIRS, token)).toEqual(answers);
  expect(asked.length > 0).toBe(answers === ALL);
});

test('a server does not pass off an image of another study', async () => {
  const { study, series } = uidsOf(THEIRS);
  const path = `/studies/${study}/series/${series}/instances/${uidsOf(OURS).sop}`;
  expect((await get(path, hospital(KEEPS))).statusCode).toBe(404);
});

test('a search that names several studies, or none, is for our archive alone', async () => {
  for (const value of ['*', `${uidsOf(OURS).study},${uidsOf(THEIRS).study}`, ''])
    expect((await get(`/studies?StudyInstanceUID=${value}`, hospital(KEEPS))).json()).toEqual([]);
  expect((await get('/studies', hospital(KEEPS))).json()).toEqual([]);
  expect(asked).toEqual([]);
});

test('a server is not asked in the name of another hospital', async () => {
  const reader = new HospitalDicomweb({ hospital: KEEPS, url: 'http://127.0.0.1:1' });
  const { study, sop } = uidsOf(THEIRS);
  expect(await reader.metadata({ study, hospital: SENDS })).toEqual([]);
  expect(await reader.instance(sop, SENDS)).toBeNull();
});
