import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import dimse from 'dcmjs-dimse';
import type { ImageArchive } from '../archive/image-archive.ts';
import { readTlsFiles } from './read-tls-files.ts';
import { startDimse, type RunningDimse } from './start-dimse.ts';
import { makeCertificate, type MadeCertificate } from './testing/make-certificate.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-tls-'));
const file = (name: string, content: string): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};
const [own, first, other, stranger] = ['archive', 'first', 'other', 'stranger'].map(makeCertificate) as [
  MadeCertificate,
  MadeCertificate,
  MadeCertificate,
  MadeCertificate,
];
const files = {
  certificateFile: file('own.pem', own.cert),
  keyFile: file('own.key', own.key),
  caFile: file('ca.pem', first.cert + other.cert),
};

let server: RunningDimse;
beforeAll(async () => {
  const peer = {
    hospital: 'first-hospital',
    aeTitle: 'FIRST',
    addresses: ['127.0.0.1'],
    certificateSha256: new X509Certificate(first.cert).fingerprint256.replaceAll(':', '').toLowerCase(),
    quota: { objectsPerDay: 1, bytesPerDay: 1 },
  };
  server = await startDimse(
    { host: '127.0.0.1', port: 0, tls: readTlsFiles(files) },
    // C-ECHO asks nothing of it.
    { archive: {} as ImageArchive, aeTitle: 'SLUICE', peers: [peer] },
  );
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What becomes of a C-ECHO: its status, or how it ended without one. */
function echo(security: object | undefined): Promise<string> {
  return new Promise((resolve) => {
    const request = new dimse.requests.CEchoRequest();
    request.on('response', (response: { getStatus(): number }) => resolve(`${response.getStatus()}`));
    const client = new dimse.Client();
    client.on('associationRejected', () => resolve('refused'));
    client.on('networkError', () => resolve('no answer'));
    client.on('closed', () => resolve('no answer'));
    client.addRequest(request);
    const securityOptions = security === undefined ? {} : { securityOptions: security };
    client.send('127.0.0.1', server.port, 'FIRST', 'SLUICE', {
      associationLingerTimeout: 10,
      ...securityOptions,
    });
  });
}

test.each<[who: string, security: object | undefined, becomes: string]>([
  ['the certificate that is registered', first, '0'],
  ['a sound certificate of another', other, 'refused'],
  ['a certificate of another authority', stranger, 'no answer'],
  ['no certificate', {}, 'no answer'],
  ['no TLS', undefined, 'no answer'],
])('whoever calls with %s', async (_who, security, becomes) => {
  expect(await echo(security && { ...security, rejectUnauthorized: false })).toBe(becomes);
});

test.each([
  ['can not be read', { ...files, keyFile: join(directory, 'none') }],
  ['holds no PEM', { ...files, caFile: file('empty.pem', '') }],
  ['is no certificate of the key', { ...files, keyFile: file('other.key', other.key) }],
])('a file that %s is named', (why, wrong) => {
  expect(() => readTlsFiles(wrong)).toThrow(why);
});
