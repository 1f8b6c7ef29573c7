import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  InvalidSecret,
  readKey32,
  readPassword,
  readSigningKey,
  readVerifyingKey,
} from './read-secret-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-secrets-'));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
function file(content: string): string {
  const path = join(directory, String((files += 1)));
  writeFileSync(path, content);
  return path;
}

const key = (bytes: number): string => randomBytes(bytes).toString('base64url');
const pair = generateKeyPairSync('ed25519');
const signing = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const verifying = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const other = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

test('secrets are read without the white space around them', () => {
  expect(readPassword(file(' two words\r\n'))).toBe('two words');
  const text = key(32);
  expect(Buffer.from(readKey32(file(`${text}\n`))).toString('base64url')).toBe(text);
  expect(readSigningKey(file(signing)).type).toBe('private');
  expect(readVerifyingKey(file(verifying)).type).toBe('public');
});

test.each<[string, (path: string) => unknown, string]>([
  ['an empty password', readPassword, ' \n'],
  ['a short key', readKey32, key(31)],
  ['a long key', readKey32, key(33)],
  ['a key with something in it that is no base64url', readKey32, `${key(32)}!`],
  ['no signing key', readSigningKey, 'c2VjcmV0'],
  ['a public key to sign with', readSigningKey, verifying],
  ['no public key', readVerifyingKey, 'c2VjcmV0'],
  ['a key of another kind', readVerifyingKey, other],
])('%s is refused: the file is named, its content is not', (_, read, content) => {
  const path = file(content);
  expect(() => read(path)).toThrow(InvalidSecret);
  expect(() => read(path)).toThrow(path);
  const said = content.trim();
  if (said !== '') expect(() => read(path)).not.toThrow(said);
});

test.each([readPassword, readKey32, readSigningKey, readVerifyingKey])(
  '%p names a file that is missing',
  (read) => {
    expect(() => read(join(directory, 'none'))).toThrow(/none` can not be read$/u);
  },
);
