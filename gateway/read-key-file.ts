import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A secret of 32 bytes from its file, where it stands as base64url text. Errors name the file, never what is in it. */
export function readSecretFile(file: string): Uint8Array {
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (bytes.length !== 32) throw new Error(`${file} does not hold 32 bytes as base64url`);
  return bytes;
}

/** An Ed25519 private key from its file, in PKCS #8. */
export function readSigningKeyFile(file: string): KeyObject {
  const key = createPrivateKey(readFileSync(file));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} does not hold an Ed25519 key`);
  return key;
}
