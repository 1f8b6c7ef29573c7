import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { makeScratchDirectory } from '../../../hub/testing/scratch-directory.ts';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { noteContact } from '../archive/note-contact.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { syntheticObject, type SyntheticOptions } from '../dicom/testing/synthetic-object.ts';
import { issueArchiveToken } from '../dicomweb/archive-token.ts';
import { createDicomweb } from '../dicomweb/dicomweb.ts';
import { startDimse, type RunningDimse } from '../dimse/start-dimse.ts';
import { gb18030 } from '../deidentify/gb18030.ts';
import type { ConformanceCheck } from './conformance-check.ts';
import { peersOf, type HospitalEntry } from './hospital-entry.ts';
import { testHospital } from './test-hospital.ts';
import { hospitalEntry } from './testing/hospital-entry.ts';

let database: TestDatabase;
let ours: TestArchive;
let theirDatabase: TestDatabase;
let theirs: TestArchive;
let port: RunningDimse;
let theirPort: RunningDimse;
let theirWeb: FastifyInstance;
let notices: Server;
const noticed: object[] = [];
const directory = makeScratchDirectory('hospital');
/** Whose archive is another of ours, which is a hospital's as well as any. */
let first: HospitalEntry;
/** Speaks in its own name from elsewhere. */
const far = hospitalEntry({
  hospital: 'far-hospital',
  site: 'far',
  peers: [{ aeTitle: 'FAR', addresses: ['10.0.0.0/8'] }],
});

beforeAll(async () => {
  [database, theirDatabase] = [await createTestDatabase(), await createTestDatabase()];
  ours = await openTestArchive(connectionOf(database));
  theirs = await openTestArchive(connectionOf(theirDatabase));
  const local = { host: '127.0.0.1', port: 0 };
  const us = hospitalEntry({ hospital: 'us', peers: [{ aeTitle: 'SLUICE', addresses: ['127.0.0.1'] }] });
  theirPort = await startDimse(local, { archive: theirs.archive, aeTitle: 'PACS', peers: peersOf([us]) });
  theirWeb = await serveTheirs();
  notices = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      noticed.push(JSON.parse(body) as object);
      response.statusCode = request.url === '/broken' ? 500 : 204;
      response.end();
    });
  });
  await new Promise<void>((done) => notices.listen(0, '127.0.0.1', done));
  first = hospitalEntry({
    delivery: { host: '127.0.0.1', port: theirPort.port, aeTitle: 'PACS' },
    dicomweb: { url: `${urlOf(theirWeb.server)}/dicom-web`, tokenFile: join(directory, 'token') },
    noticeUrl: `${urlOf(notices)}/notices`,
  });
  port = await startDimse(local, {
    archive: ours.archive,
    aeTitle: 'SLUICE',
    peers: peersOf([first, far]),
    onContact: (hospital, kind) => noteContact(ours.pool, hospital, kind),
  });
});
afterAll(async () => {
  await port.close();
  await theirPort.close();
  await theirWeb.close();
  await new Promise((done) => notices.close(done));
  rmSync(directory, { recursive: true, force: true });
  await ours.close();
  await theirs.close();
  await database.drop();
  await theirDatabase.drop();
});

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The hospital's archive as a DICOMweb server, and the token that lets us in there. */
async function serveTheirs(): Promise<FastifyInstance> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const tokens = { issuer: 'https://issuer.invalid', audience: 'theirs' };
  const { archive } = theirs;
  const quotas = { us: { objectsPerDay: 1, bytesPerDay: 1 } };
  const of = { holdsCredential: () => Promise.resolve(true), noteViewing: () => Promise.resolve() };
  const web = createDicomweb({ archive, publicKey, tokens, quotas, ...of });
  await web.listen({ host: '127.0.0.1', port: 0 });
  const token = { use: 'hospital', hospital: 'us', credential: 'held' } as const;
  writeFileSync(join(directory, 'token'), await issueArchiveToken(token, privateKey, tokens, 600));
  writeFileSync(join(directory, 'wrong'), 'wrong');
  return web;
}

function connectionOf({ host, port: at, user, password, database: name }: TestDatabase) {
  return { host, port: at, user, password, database: name };
}

async function checked(entry: HospitalEntry): Promise<readonly ConformanceCheck[]> {
  const client = await ours.pool.connect();
  try {
    return await testHospital(entry, {
      client,
      ours: { host: '127.0.0.1', port: port.port, aeTitle: 'SLUICE' },
      reader: { read: async ({ sopInstanceUid }) => (await ours.archive.instance(sopInstanceUid))!.read() },
      sites: ['demonstration'],
      days: 30,
    });
  } finally {
    client.release();
  }
}

const outcomes = (checks: readonly ConformanceCheck[]) =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]));
const check = (checks: readonly ConformanceCheck[], name: string) =>
  checks.find((one) => one.check === name)!;

async function receive(hospital: string, bytes: Buffer): Promise<void> {
  const incoming = await ours.archive.receive();
  await incoming.write(bytes);
  const { quota } = far;
  await ours.archive.ingest(incoming, { hospital, receivedBy: 'C-STORE', quota });
}
const send = (options: SyntheticOptions) => receive('far-hospital', syntheticObject(options));

test('a hospital whose entry is right passes everything, both ways', async () => {
  await checked(first);
  // What was heard is remembered beside the answer.
  await wait(200);
  const checks = await checked(first);
  expect(outcomes(checks)).toEqual({
    site: 'PASSED',
    'echo-to': 'PASSED',
    'store-to': 'PASSED',
    'query-to': 'PASSED',
    'dicomweb-to': 'PASSED',
    'notice-to': 'PASSED',
    'echo-from': 'PASSED',
    'store-from': 'PASSED',
    'query-from': 'PASSED',
    'commitment-from': 'PASSED',
    'character-sets': 'PASSED',
    'patient-identifiers': 'PASSED',
  });
  expect(check(checks, 'dicomweb-to').found.en).toContain('gives the test image');
  expect(noticed).toContainEqual(expect.objectContaining({ test: true, criticalId: null, recipient: null }));
  expect(check(checks, 'query-from').found).toEqual({
    en: 'the hospital queried us (played by this machine)',
    zh: '医院已查询本系统（由本机代为执行）',
  });
  expect(check(checks, 'store-from').found.en).toMatch(
    /\(played by this machine; .*stays in the work list\)$/u,
  );
});

test('one that has done nothing yet is told what to do, in both languages', async () => {
  const checks = await checked(far);
  expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['NOT_SEEN', 'SKIPPED']));
  expect(check(checks, 'echo-from').mend).toEqual({
    en: expect.stringContaining('SLUICE 127.0.0.1:') as unknown,
    zh: expect.stringContaining('C-ECHO') as unknown,
  });
  expect(JSON.stringify(checks)).not.toContain('played by this machine');
});

test('an archive that does not answer, or refuses, is told apart', async () => {
  const delivery = first.delivery!;
  const refused = await checked({ ...first, delivery: { ...delivery, aeTitle: 'OTHER' } });
  expect(check(refused, 'echo-to')).toMatchObject({
    outcome: 'FAILED',
    found: { en: expect.stringContaining('refuses us') as unknown },
  });
  const nobody = await checked({ ...first, delivery: { ...delivery, port: 1 } });
  expect(check(nobody, 'echo-to').found.en).toContain('nobody answers');
  expect(outcomes(nobody)).toMatchObject({ 'store-to': 'SKIPPED', 'echo-from': 'PASSED' });
});

test('a DICOMweb server that does not let us in, or is none, is told apart, and so is who takes no notices', async () => {
  const dicomweb = first.dicomweb!;
  const wrong = await checked({ ...first, dicomweb: { ...dicomweb, tokenFile: join(directory, 'wrong') } });
  expect(check(wrong, 'dicomweb-to')).toMatchObject({
    outcome: 'FAILED',
    found: { en: 'its server refuses us' },
    mend: { zh: expect.stringContaining('令牌') as unknown },
  });
  const none = await checked({
    ...first,
    dicomweb: { url: `${urlOf(notices)}/x`, tokenFile: join(directory, 'none') },
    noticeUrl: `${urlOf(notices)}/broken`,
  });
  expect(check(none, 'dicomweb-to').found.en).toContain('holds none');
  expect(check(none, 'notice-to').found.en).toContain('STATUS_500');
  const nobody = await checked({
    ...first,
    dicomweb: { url: 'http://127.0.0.1:1' },
    noticeUrl: 'http://127.0.0.1:1',
  });
  expect(check(nobody, 'dicomweb-to').found.en).toContain('(unreachable)');
  expect(check(nobody, 'notice-to').found.en).toContain('nobody answers');
});

test('text in another character set than declared is named, and numbers that are nobody’s', async () => {
  const name = gb18030('Wang=王^小红')!;
  await send({ study: 70, elements: [['00100010', 'PN', name]], without: ['00080005'] });
  let checks = await checked(far);
  expect(check(checks, 'character-sets').found.en).toContain(
    '1 of 1 objects hold Chinese text and declare no',
  );
  expect(outcomes(checks)).toMatchObject({ 'store-from': 'PASSED', 'patient-identifiers': 'PASSED' });
  expect(check(checks, 'patient-identifiers').found.en).toContain('1 studies have a sound resident number');
  await send({
    study: 71,
    elements: [
      ['00100010', 'PN', name],
      ['00100020', 'LO', '239901196103040000'],
    ],
  });
  checks = await checked(far);
  expect(check(checks, 'character-sets').found.en).toContain(
    'of 2 objects the text of 1 is not in the character set',
  );
  expect(check(checks, 'patient-identifiers')).toMatchObject({
    outcome: 'FAILED',
    found: {
      en: expect.stringContaining(
        'of 2 studies 1 have no sound resident number: 0 have no Patient ID, 1 one of 18',
      ) as unknown,
    },
  });
  await send({ study: 72, elements: [['00100020', 'LO', '12345']] });
  expect(check(await checked(far), 'patient-identifiers').found).toEqual({
    en: expect.stringMatching(/^of 3 studies 2 have .* 1 another number$/u) as unknown,
    zh: expect.stringMatching(/^3 项检查中 2 项.*1 项为其他号码$/u) as unknown,
  });
  await receive('far-hospital', Buffer.from(`no image ${randomUUID()}`));
  expect(check(await checked(far), 'store-from').found.en).toContain('1 put aside (NOT_DICOM)');
});

test('nothing of a patient stands in what is told', async () => {
  const told = JSON.stringify([...(await checked(first)), ...(await checked(far))]);
  expect(told).not.toMatch(/239901|Wang|王|小红/u);
});
