import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { syntheticObject, uidsOf } from '../dicom/testing/synthetic-object.ts';
import { createDicomweb } from '../dicomweb/dicomweb.ts';
import { SourceAway } from '../inference/queue/source-away.ts';
import { dicomwebReader } from './dicomweb-reader.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const tokens = { issuer: 'https://issuer.sluice.invalid', audience: 'imaging-archive' };
const reception = {
  hospital: 'first-hospital',
  receivedBy: 'STOW',
  quota: { objectsPerDay: 10, bytesPerDay: 1e9 },
} as const;

let database: TestDatabase;
let stored: TestArchive;
let web: FastifyInstance;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  stored = await openTestArchive({ host, port, user, password, database: database.database });
  web = createDicomweb({
    archive: stored.archive,
    publicKey,
    tokens,
    quotas: {},
    noteViewing: () => Promise.resolve(),
    holdsCredential: () => Promise.resolve(false),
  });
  await web.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}/dicom-web`;
});
afterAll(async () => {
  await web.close();
  await stored.close();
  await database.drop();
});

test('gives the very bytes that were received', async () => {
  const bytes = syntheticObject({ rows: 700, columns: 300 });
  const incoming = await stored.archive.receive();
  await incoming.write(bytes);
  await stored.archive.ingest(incoming, reception);
  const { study, series, sop } = uidsOf({});
  const place = { studyInstanceUid: study, seriesInstanceUid: series, sopInstanceUid: sop };
  expect(await dicomwebReader({ url, tokens, key: privateKey }).read(place)).toEqual(bytes);
});

test('says so where the archive has no such image, or does not take the token', async () => {
  const place = { studyInstanceUid: '1.2', seriesInstanceUid: '1.3', sopInstanceUid: '1.4' };
  await expect(dicomwebReader({ url, tokens, key: privateKey }).read(place)).rejects.toThrow('answered 404');
  const other = { ...tokens, audience: 'another-archive' };
  await expect(dicomwebReader({ url, tokens: other, key: privateKey }).read(place)).rejects.toThrow(
    'answered 401',
  );
});

test('tells an archive that is away from one that does not give the image', async () => {
  const statuses = [502, 503, 504, 500, 404];
  const server = createServer((_request, response) => {
    response.writeHead(statuses.shift() ?? 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const place = { studyInstanceUid: '1.2', seriesInstanceUid: '1.3', sopInstanceUid: '1.4' };
  const isAway = () =>
    dicomwebReader({ url: at, tokens, key: privateKey })
      .read(place)
      .catch((error: unknown) => error instanceof SourceAway);
  const told: unknown[] = [];
  while (statuses.length > 0) told.push(await isAway());
  expect(told).toEqual([true, true, true, false, false]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await isAway()).toBe(true);
});
