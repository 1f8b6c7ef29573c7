import { readFileSync } from 'node:fs';

const KEY_BYTES = 32;

/**
 * The key that the gateway and one subgraph share, from its file (32 bytes in base64url).
 * @throws Error naming the file, never its content
 */
export function readFetchKey(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (key.length !== KEY_BYTES) throw new Error(`${file} does not hold ${KEY_BYTES} bytes in base64url`);
  return key;
}
