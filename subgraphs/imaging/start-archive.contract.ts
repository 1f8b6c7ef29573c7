import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../hub/testing/test-database.ts';
import { readArchiveConfiguration } from './archive-configuration.ts';
import { syntheticDataSet, uidsOf } from './dicom/testing/synthetic-object.ts';
import { issueArchiveToken } from './dicomweb/archive-token.ts';
import { RawAssociation } from './dimse/testing/raw-association.ts';
import { hospitalEntry } from './hospitals/testing/hospital-entry.ts';
import { startArchive } from './start-archive.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-start-archive-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};

test('by one file the archive takes an image by C-STORE and gives it by DICOMweb, also after it was started again', async () => {
  const database = await createTestDatabase();
  const { host, port, user, password } = database;
  const connection = { host, port, user, database: database.database };
  const client = new pg.Client({ ...connection, password });
  await client.connect();
  await client.query('CREATE SCHEMA archive');
  await client.end();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const tokens = { issuer: 'https://issuer.sluice.invalid', audience: 'archive' };
  const configuration = readArchiveConfiguration(
    file(
      'archive.json',
      JSON.stringify({
        directory: join(directory, 'images'),
        database: { ...connection, passwordFile: file('password', password) },
        dimse: { host: '127.0.0.1', port: 0, aeTitle: 'SLUICE' },
        dicomweb: { host: '127.0.0.1', port: 0 },
        tokens: {
          ...tokens,
          publicKeyFile: file('key.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString()),
        },
        hospitalsFile: file('hospitals.json', JSON.stringify([hospitalEntry()])),
      }),
    ),
  );
  const first = await startArchive(configuration);
  const association = await RawAssociation.open({
    port: first.dimse,
    calling: 'FIRST',
    called: 'SLUICE',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
  });
  expect(await association.store(uidsOf({}).sop, syntheticDataSet())).toBe(0);
  association.release();
  await first.close();
  const second = await startArchive(configuration);
  const token = await issueArchiveToken(
    { use: 'hospital', hospital: 'first-hospital' },
    privateKey,
    tokens,
    60,
  );
  const answer = await fetch(`http://127.0.0.1:${second.listening}/dicom-web/studies`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await answer.json()).toMatchObject([{ '0020000D': { Value: [uidsOf({}).study] } }]);
  await second.close();
  await database.drop();
});

test('a configuration with a key that is not known is refused by its name', () => {
  const path = file('wrong.json', JSON.stringify({ directory: 'x', dimes: {} }));
  expect(() => readArchiveConfiguration(path)).toThrow('`dimes` is not a known key');
  const half = file('half.json', JSON.stringify({ dimse: { tls: { certificateFile: 'x', key: 'y' } } }));
  expect(() => readArchiveConfiguration(half)).toThrow(
    /`dimse\.tls` must have required property 'keyFile'.*`dimse\.tls\.key` is not a known key/u,
  );
});
