import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import type { Receipt } from '../stages/stage-types.ts';
import { canonicalJson, type CanonicalValue } from './canonical-json.ts';
import { chainHash, entryHash, GENESIS_HASH, isCheckpointSigned, isReceiptSigned } from './ledger-chain.ts';
import { tagSetProblems, tagSetsNamedIn } from './verify-tag-sets.ts';
import { keyIdOf } from '../../secrets/key-id.ts';

/**
 * What a check of the whole ledger found. Whatever was changed, left out or added before the last checkpoint is a
 * problem; that the newest batches were cut off whole is not one, and only `chainHash` or a receipt can show it.
 */
export interface LedgerReport {
  readonly entries: number;
  readonly checkpoints: number;
  /** Hash of the whole chain: compare it with a receipt, or with what a witness noted, to know that no tail is gone. */
  readonly chainHash: string;
  readonly problems: readonly LedgerProblem[];
  /** Indexes of intents without an outcome: a mutation that was begun, and nobody recorded how it ended. */
  readonly openIntents: readonly number[];
}

export interface LedgerProblem {
  readonly index: number;
  readonly problem: string;
}

const PAGE_ENTRIES = 2_000;
const MOST_PROBLEMS = 100;

interface EntryRow {
  readonly entry_index: string;
  readonly exchange_id: string;
  readonly kind: string;
  readonly entry: string;
  readonly chain_hash: Buffer;
  readonly key_id: string | null;
  readonly signature: Buffer | null;
  readonly signed_hash: Buffer | null;
}

/**
 * Checks every entry: indexes without a gap, hashes, columns that agree with the entry, and each signed checkpoint;
 * the last entry must have one; and that each set of tags which entries name is kept and is what its name says. Beyond this nothing in the database can show that the newest batches were cut off
 * whole; a receipt or a noted chain hash can (`verifyReceipt`, `LedgerReport.chainHash`).
 */
export async function verifyLedger(client: pg.ClientBase, publicKey: KeyObject): Promise<LedgerReport> {
  const walk = new ChainWalk(publicKey);
  // One snapshot: gateways go on appending meanwhile.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    for (let after = -1; ;) {
      const { rows } = await client.query<EntryRow>(
        `SELECT e.entry_index, e.exchange_id, e.kind, e.entry, e.chain_hash,
                c.key_id, c.signature, c.chain_hash AS signed_hash
           FROM ledger.entry e LEFT JOIN ledger.checkpoint c USING (entry_index)
          WHERE e.entry_index > $1 ORDER BY e.entry_index LIMIT $2`,
        [after, PAGE_ENTRIES],
      );
      for (const row of rows) walk.take(row);
      const last = rows.at(-1);
      if (last === undefined) {
        for (const [commitment, named] of walk.tagSets)
          for (const problem of await tagSetProblems(client, commitment, named.counts))
            walk.blame(named.index, problem);
        return walk.report();
      }
      after = Number(last.entry_index);
    }
  } finally {
    await client.query('COMMIT');
  }
}

class ChainWalk {
  readonly #publicKey: KeyObject;
  readonly #keyId: string;
  readonly #problems: LedgerProblem[] = [];
  readonly #openIntents = new Map<number, string>();
  /** The sets that entries name: the first entry that does, and how many tags each says that it has. */
  readonly tagSets = new Map<string, { readonly index: number; readonly counts: Set<number> }>();
  #next = 0;
  #hash: Buffer = GENESIS_HASH;
  #checkpoints = 0;
  #lastIsSigned = true;

  constructor(publicKey: KeyObject) {
    this.#publicKey = publicKey;
    this.#keyId = keyIdOf(publicKey);
  }

  take(row: EntryRow): void {
    const index = Number(row.entry_index);
    if (index !== this.#next) this.blame(this.#next, 'entries are missing');
    this.#hash = chainHash(this.#hash, entryHash(row.entry));
    if (!this.#hash.equals(row.chain_hash)) {
      this.blame(index, 'the entry does not hash to its place in the chain');
      // Go on from what is written: one changed entry is one problem, not one for each that follows.
      this.#hash = row.chain_hash;
    }
    this.#checkContent(index, row);
    this.#checkCheckpoint(index, row);
    this.#next = index + 1;
  }

  report(): LedgerReport {
    if (!this.#lastIsSigned) this.blame(this.#next - 1, 'the last entry has no checkpoint');
    return {
      entries: this.#next,
      checkpoints: this.#checkpoints,
      chainHash: this.#hash.toString('hex'),
      problems: this.#problems,
      openIntents: [...this.#openIntents.keys()],
    };
  }

  #checkContent(index: number, row: EntryRow): void {
    const content = parseEntry(row.entry);
    if (content === null) {
      this.blame(index, 'the entry is not canonical JSON');
      return;
    }
    if (content['exchangeId'] !== row.exchange_id || content['kind'] !== row.kind)
      this.blame(index, 'the entry and its columns differ');
    for (const name of tagSetsNamedIn(content)) {
      const named = this.tagSets.get(name.commitment) ?? { index, counts: new Set() };
      this.tagSets.set(name.commitment, named);
      named.counts.add(name.count);
    }
    if (row.kind === 'intent') this.#openIntents.set(index, row.exchange_id);
    if (row.kind !== 'outcome') return;
    const intent = Number(content['intent']);
    if (this.#openIntents.get(intent) !== row.exchange_id) {
      this.blame(index, 'the outcome has no intent before it');
      return;
    }
    this.#openIntents.delete(intent);
  }

  #checkCheckpoint(index: number, { key_id, signature, signed_hash, chain_hash }: EntryRow): void {
    this.#lastIsSigned = signature !== null;
    if (signature === null) return;
    this.#checkpoints += 1;
    if (key_id !== this.#keyId) {
      this.blame(index, 'the checkpoint is signed with another key');
      return;
    }
    if (signed_hash?.equals(chain_hash) !== true) {
      this.blame(index, 'the checkpoint has another hash');
      return;
    }
    if (!isCheckpointSigned({ index, chain: chain_hash, signature }, this.#publicKey))
      this.blame(index, 'the signature of the checkpoint is wrong');
  }

  blame(index: number, problem: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ index, problem });
  }
}

function parseEntry(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(text) as unknown as CanonicalValue;
    if (canonicalJson(value) !== text) return null;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What a receipt proves, checked with nothing but the ledger's public key (and the entry's text, where known). */
export type ReceiptVerdict =
  'valid' | 'malformed' | 'other-key' | 'signature-wrong' | 'other-entry' | 'not-in-ledger';

/** Checks a receipt offline. With `entry`, the canonical text it was given for, also that it speaks of that entry. */
export function verifyReceipt(receipt: unknown, publicKey: KeyObject, entry?: string): ReceiptVerdict {
  if (!isReceipt(receipt)) return 'malformed';
  if (receipt.keyId !== keyIdOf(publicKey)) return 'other-key';
  if (!isReceiptSigned(receipt, publicKey)) return 'signature-wrong';
  if (entry !== undefined && entryHash(entry).toString('hex') !== receipt.entryHash) return 'other-entry';
  return 'valid';
}

/** Checks a receipt, and that the ledger still holds its entry where the receipt says. */
export async function verifyReceiptInLedger(
  client: pg.ClientBase,
  receipt: unknown,
  publicKey: KeyObject,
): Promise<ReceiptVerdict> {
  const offline = verifyReceipt(receipt, publicKey);
  if (offline !== 'valid') return offline;
  const { index, chainHash: chain } = receipt as Receipt;
  const { rows } = await client.query<{ readonly entry: string; readonly chain_hash: Buffer }>(
    'SELECT entry, chain_hash FROM ledger.entry WHERE entry_index = $1',
    [index],
  );
  const [row] = rows;
  if (row?.chain_hash.toString('hex') !== chain) return 'not-in-ledger';
  return verifyReceipt(receipt, publicKey, row.entry);
}

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false;
  const receipt = value as Record<string, unknown>;
  const texts = ['exchangeId', 'entryHash', 'chainHash', 'recordedAt', 'keyId', 'signature'];
  return (
    Number.isSafeInteger(receipt['index']) &&
    texts.every((name) => typeof receipt[name] === 'string' && receipt[name].isWellFormed())
  );
}
