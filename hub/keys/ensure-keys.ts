import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';

/**
 * Makes every key of a hub that is absent and leaves the others alone. `*.pem` are Ed25519 in PKCS #8 and SPKI;
 * `*.key` hold 32 random bytes as base64url text.
 */
export function ensureKeys(state: StateDirectory, subgraphs: readonly string[]): void {
  ensureSigningPair(state.key('grant-signing.pem'), state.key('grant-signing.pub.pem'));
  ensureSigningPair(state.key('ledger-signing.pem'), state.key('ledger-signing.pub.pem'));
  ensureSigningPair(state.key('image-token-signing.pem'), state.key('image-token-signing.pub.pem'));
  const secrets = [
    state.key('data-subject-tag.key'),
    state.key('cohort-names.key'),
    state.key('cursor.key'),
    state.key('pseudonym.key'),
    ...subgraphs.map((name) => state.fetchKey(name)),
  ];
  for (const path of secrets)
    if (!existsSync(path)) writeFileWhole(path, randomBytes(32).toString('base64url'));
}

function ensureSigningPair(privateFile: string, publicFile: string): void {
  if (!existsSync(privateFile)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileWhole(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  }
  const publicKey = createPublicKey(createPrivateKey(readFileSync(privateFile)));
  const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  if (!existsSync(publicFile) || readFileSync(publicFile, 'utf8') !== text) writeFileWhole(publicFile, text);
}
