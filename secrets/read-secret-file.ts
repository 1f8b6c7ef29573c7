import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Names the file and what should be in it, never what is. */
export class InvalidSecret extends Error {
  override readonly name = 'InvalidSecret';
}

/**
 * The password in a file, white space around it left out: editors end a file with a line end.
 * @throws InvalidSecret where the file can not be read or is empty
 */
export function readPassword(file: string): string {
  const password = textOf(file);
  if (password === '') throw new InvalidSecret(`\`${file}\` holds no password`);
  return password;
}

/**
 * The key of exactly 32 bytes that stands in a file as base64url text, white space around it left out.
 * @throws InvalidSecret where the file can not be read or holds none
 */
export function readKey32(file: string): Uint8Array {
  const text = textOf(file);
  const key = Buffer.from(text, 'base64url');
  // WHY: lenient decoding would drop what is no base64url and take the rest for the key.
  if (key.length !== 32 || key.toString('base64url') !== text)
    throw new InvalidSecret(`\`${file}\` holds no key of 32 bytes in base64url`);
  return key;
}

/**
 * An Ed25519 private key from its PEM file (PKCS #8).
 * @throws InvalidSecret where the file can not be read or holds none
 */
export function readSigningKey(file: string): KeyObject {
  return ed25519(file, 'private', createPrivateKey);
}

/**
 * An Ed25519 public key from its PEM file (SPKI).
 * @throws InvalidSecret where the file can not be read or holds none
 */
export function readVerifyingKey(file: string): KeyObject {
  return ed25519(file, 'public', createPublicKey);
}

function ed25519(file: string, half: 'private' | 'public', create: (pem: string) => KeyObject): KeyObject {
  const pem = textOf(file);
  try {
    const key = create(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without what OpenSSL says of the content.
  }
  throw new InvalidSecret(`\`${file}\` holds no Ed25519 ${half} key`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new InvalidSecret(`\`${file}\` can not be read`, { cause });
  }
}
