import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import type { Receipt } from '../stages/stage-types.ts';
import { canonicalJson } from './canonical-json.ts';

/** What the first entry chains to. */
export const GENESIS_HASH = Buffer.alloc(32);

/** The hash of one entry: RFC 6962 section 2.1, so that entries can become leaves of a Merkle tree unchanged. */
export function entryHash(entry: string): Buffer {
  return createHash('sha256').update('\0').update(entry, 'utf8').digest();
}

/** The hash of the chain that ends with this entry: it commits to every entry before. */
export function chainHash(previous: Buffer, hashOfEntry: Buffer): Buffer {
  return createHash('sha256').update(previous).update(hashOfEntry).digest();
}

// Each kind of signature covers a text of its own kind, so that none can be passed off as another.
function receiptText(receipt: Omit<Receipt, 'signature'>): Buffer {
  const { exchangeId, index, entryHash: hash, chainHash: chain, recordedAt, keyId } = receipt;
  const covered = { exchangeId, index, entryHash: hash, chainHash: chain, recordedAt, keyId };
  return Buffer.from(`sluice-receipt-v1\n${canonicalJson(covered)}`);
}

function checkpointText(index: number, chain: Buffer): Buffer {
  return Buffer.from(`sluice-checkpoint-v1\n${index}\n${chain.toString('hex')}`);
}

export function signReceipt(receipt: Omit<Receipt, 'signature'>, key: KeyObject): Receipt {
  return { ...receipt, signature: sign(null, receiptText(receipt), key).toString('base64url') };
}

/** Whether the ledger's key signed this receipt as it is. */
export function isReceiptSigned(receipt: Receipt, publicKey: KeyObject): boolean {
  const signature = Buffer.from(receipt.signature, 'base64url');
  return verify(null, receiptText(receipt), publicKey, signature);
}

export function signCheckpoint(index: number, chain: Buffer, key: KeyObject): Buffer {
  return sign(null, checkpointText(index, chain), key);
}

export function isCheckpointSigned(
  checkpoint: { readonly index: number; readonly chain: Buffer; readonly signature: Buffer },
  publicKey: KeyObject,
): boolean {
  return verify(null, checkpointText(checkpoint.index, checkpoint.chain), publicKey, checkpoint.signature);
}
