import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import dimse from 'dcmjs-dimse';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { readArchiveConfiguration, type ArchiveConfiguration } from './archive-configuration.ts';
import { syntheticDataSet, uidsOf } from './dicom/testing/synthetic-object.ts';
import { issueArchiveToken } from './dicomweb/archive-token.ts';
import { makeCertificate, type MadeCertificate } from './dimse/testing/make-certificate.ts';
import { RawAssociation } from './dimse/testing/raw-association.ts';
import {
  issueCredential,
  withdrawCredentials,
  type CredentialIssuer,
  type CredentialTerms,
  type IssuedCredential,
} from './hospitals/hospital-credential.ts';
import { hospitalEntry } from './hospitals/testing/hospital-entry.ts';
import { startArchive, type RunningArchive } from './start-archive.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-start-archive-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};

const TOKENS = { issuer: 'https://issuer.sluice.invalid', audience: 'archive' };
const { publicKey, privateKey } = generateKeyPairSync('ed25519');

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ ...connection(), password: database.password });
  await client.connect();
  await client.query('CREATE SCHEMA archive');
  await client.end();
});
afterEach(() => database.drop());

function connection() {
  const { host, port, user, database: name } = database;
  return { host, port, user, database: name };
}

/** What one file of configuration makes of it; `more` stands in `dimse`, `peer` in the entry of the hospital. */
function configured(more: object = {}, peer: object = {}): ArchiveConfiguration {
  const entry = hospitalEntry();
  const hospital = { ...entry, peers: entry.peers.map((each) => ({ ...each, ...peer })) };
  const configuration = {
    directory: join(directory, 'images'),
    database: { ...connection(), passwordFile: file('password', database.password) },
    dimse: { host: '127.0.0.1', port: 0, aeTitle: 'SLUICE', ...more },
    dicomweb: { host: '127.0.0.1', port: 0 },
    tokens: {
      ...TOKENS,
      publicKeyFile: file('key.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    },
    hospitalsFile: file('hospitals.json', JSON.stringify([hospital])),
  };
  return readArchiveConfiguration(file('archive.json', JSON.stringify(configuration)));
}

/** Does something with what issues the archive's credentials. */
async function issuing<T>(work: (issuer: CredentialIssuer) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection(), password: database.password });
  await client.connect();
  try {
    return await work({ client, key: privateKey, tokens: TOKENS });
  } finally {
    await client.end();
  }
}
const TERMS = { hospital: 'first-hospital', by: 'dr-1', days: 1, formerHours: 1 };
const issue = (terms: Partial<CredentialTerms> = {}): Promise<IssuedCredential> =>
  issuing((issuer) => issueCredential(issuer, { ...TERMS, ...terms }));
const asking = ({ listening }: RunningArchive, token: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${listening}/dicom-web/studies`, { headers: { authorization: `Bearer ${token}` } });

/** The studies that the archive shows the hospital. */
async function studies(archive: RunningArchive): Promise<unknown> {
  return (await asking(archive, (await issue()).token)).json();
}

test('by one file the archive takes an image by C-STORE and gives it by DICOMweb, also after it was started again', async () => {
  const configuration = configured();
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
  expect(await studies(second)).toMatchObject([{ '0020000D': { Value: [uidsOf({}).study] } }]);
  await second.close();
});

test('a hospital’s credential lets it in until it is replaced and a while is over, or withdrawn; what was not issued does not', async () => {
  const archive = await startArchive(configured());
  const statusOf = async (token: string): Promise<number> => (await asking(archive, token)).status;
  const [first, second] = [await issue(), await issue()];
  expect([first.replaced, second.replaced]).toEqual([0, 1]);
  expect([await statusOf(first.token), await statusOf(second.token)]).toEqual([200, 200]);
  const third = await issue({ formerHours: 0 });
  expect([await statusOf(first.token), await statusOf(second.token)]).toEqual([401, 401]);
  expect(await statusOf(third.token)).toBe(200);
  // Signed by us, and never issued; issued to a hospital that is not served.
  const made = { use: 'hospital', hospital: TERMS.hospital, credential: 'made up' } as const;
  expect(await statusOf(await issueArchiveToken(made, privateKey, TOKENS, 60))).toBe(401);
  expect(await statusOf((await issue({ hospital: 'far-hospital' })).token)).toBe(401);
  expect(await issuing(({ client }) => withdrawCredentials(client, TERMS.hospital, 'dr-1'))).toBe(1);
  expect(await statusOf(third.token)).toBe(401);
  await archive.close();
});

/** What becomes of a C-STORE: its status, or how it ended without one. */
function store(port: number, study: number, security: object | undefined): Promise<number | string> {
  return new Promise((resolve) => {
    const dataSet = new dimse.Dataset(syntheticDataSet({ study }), '1.2.840.10008.1.2.1');
    const request = new dimse.requests.CStoreRequest(dataSet);
    request.on('response', (response: { getStatus(): number }) => resolve(response.getStatus()));
    const client = new dimse.Client();
    client.on('associationRejected', () => resolve('refused'));
    client.on('networkError', () => resolve('no answer'));
    client.on('closed', () => resolve('no answer'));
    client.addRequest(request);
    const securityOptions = security === undefined ? {} : { securityOptions: security };
    client.send('127.0.0.1', port, 'FIRST', 'SLUICE', { associationLingerTimeout: 10, ...securityOptions });
  });
}

test('over TLS an image is kept that comes with the certificate of its hospital, and none that comes without', async () => {
  const [own, first, other] = ['archive', 'first', 'other'].map(makeCertificate) as [
    MadeCertificate,
    MadeCertificate,
    MadeCertificate,
  ];
  const tls = {
    certificateFile: file('own.pem', own.cert),
    keyFile: file('own.key', own.key),
    caFile: file('ca.pem', first.cert + other.cert),
  };
  const fingerprint = new X509Certificate(first.cert).fingerprint256.replaceAll(':', '').toLowerCase();
  const archive = await startArchive(configured({ tls }, { certificateSha256: fingerprint }));
  const showing = (of: Partial<MadeCertificate>) => ({ ...of, rejectUnauthorized: false });
  expect([
    await store(archive.dimse, 1, showing(first)),
    await store(archive.dimse, 2, showing(other)),
    await store(archive.dimse, 3, showing({})),
    await store(archive.dimse, 4, undefined),
  ]).toEqual([0, 'refused', 'no answer', 'no answer']);
  expect(await studies(archive)).toMatchObject([{ '0020000D': { Value: [uidsOf({ study: 1 }).study] } }]);
  await archive.close();
});

test('a configuration with a key that is not known is refused by its name', () => {
  const path = file('wrong.json', JSON.stringify({ directory: 'x', dimes: {} }));
  expect(() => readArchiveConfiguration(path)).toThrow('`dimes` is not a known key');
  const half = file('half.json', JSON.stringify({ dimse: { tls: { certificateFile: 'x', key: 'y' } } }));
  expect(() => readArchiveConfiguration(half)).toThrow(
    /`dimse\.tls` must have required property 'keyFile'.*`dimse\.tls\.key` is not a known key/u,
  );
});
