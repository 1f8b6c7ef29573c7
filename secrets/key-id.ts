import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A short name for a signing key: the first 16 hexadecimal digits of the SHA-256 of its public half. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const encoded = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(encoded).digest('hex').slice(0, 16);
}
