import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readSubgraphConfiguration, readSubgraphKeys } from './subgraph-configuration.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-configuration-'));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
function file(content: string): string {
  const path = join(directory, String((files += 1)));
  writeFileSync(path, content);
  return path;
}

const sound = {
  name: 'vehicles',
  host: '127.0.0.1',
  port: 0,
  source: {
    kind: 'postgres',
    host: '127.0.0.1',
    port: 5432,
    database: 'vehicles',
    user: 'vehicles_reader',
    passwordFile: 'p',
    poolSize: 8,
    maxRows: 1_000,
  },
  grantPublicKeyFile: 'g',
  fetchKeyFile: 'f',
  dataSubjectTagKeyFile: 't',
};

test('a sound configuration is read, with or without settings', () => {
  expect(readSubgraphConfiguration(file(JSON.stringify(sound)))).toEqual(sound);
  const more = { ...sound, settings: { hubUrl: 'x' } };
  expect(readSubgraphConfiguration(file(JSON.stringify(more)))).toEqual(more);
});

test.each<[string, object]>([
  ['`portt` is not a known key', { ...sound, portt: 1 }],
  ['`source.password` is not a known key', { ...sound, source: { ...sound.source, password: 'x' } }],
  ["`the file` must have required property 'fetchKeyFile'", { ...sound, fetchKeyFile: undefined }],
  ['`port` must be integer', { ...sound, port: '80' }],
  ['`source.poolSize` must be >= 1', { ...sound, source: { ...sound.source, poolSize: 0 } }],
  ['`source.kind` must be equal to constant', { ...sound, source: { ...sound.source, kind: 'file' } }],
])('%s', (problem, configuration) => {
  expect(() => readSubgraphConfiguration(file(JSON.stringify(configuration)))).toThrow(problem);
});

test('a file that is missing or no JSON is named', () => {
  expect(() => readSubgraphConfiguration(join(directory, 'none'))).toThrow('cannot be read');
  expect(() => readSubgraphConfiguration(file('{'))).toThrow('is not JSON');
});

test('keys are read, and what is no key is refused without being shown', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = file(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const key = file(`${randomBytes(32).toString('base64url')}\n`);
  const files = { grantPublicKeyFile: pem, fetchKeyFile: key, dataSubjectTagKeyFile: key } as never;
  expect(readSubgraphKeys(files).fetchKey.symmetricKeySize).toBe(32);
  const short = file('c2hvcnQ');
  for (const [part, wrong] of [
    ['fetchKeyFile', short],
    ['dataSubjectTagKeyFile', short],
    ['grantPublicKeyFile', short],
  ] as const)
    expect(() => readSubgraphKeys({ ...(files as object), [part]: wrong } as never)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('c2hvcnQ') }),
    );
});
