import { createHmac, hkdfSync, type KeyObject, createSecretKey } from 'node:crypto';
import type pg from 'pg';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { HubDatabase } from '../hub-database.ts';
import { openHubPool } from '../open-hub-pool.ts';
import type { Receipt } from '../stages/stage-types.ts';
import { canonicalJson, type CanonicalValue } from './canonical-json.ts';
import { chainHash, entryHash, GENESIS_HASH, signCheckpoint, signReceipt } from './ledger-chain.ts';
import type { LedgerEntry, LedgerRecord } from './ledger-entry.ts';
import { keyIdOf } from '../../secrets/key-id.ts';

export interface LedgerOptions {
  readonly database: HubDatabase;
  /** Ed25519, private. */
  readonly signingKey: KeyObject;
}

/**
 * The append-only record of every exchange. Each promise resolves only when the entry is on disk; where that can not
 * be had it rejects with `LEDGER_UNAVAILABLE`, and then nothing may be disclosed. (An entry whose acknowledgement was
 * lost may stand in the ledger all the same: it then records more than was disclosed, never less.)
 */
export interface Ledger {
  /** Records an exchange that changed nothing. */
  append(record: LedgerRecord): Promise<Receipt>;
  /** Records what a mutation is about to do; call before doing it. */
  appendIntent(record: LedgerRecord): Promise<Receipt>;
  /** Records how it went. */
  appendOutcome(intent: Receipt, record: LedgerRecord): Promise<Receipt>;
  /** A hash for what must not stand in the ledger: equal values have equal hashes, and nobody else can make them. */
  keyedHash(value: CanonicalValue): string;
  /** Whether the ledger can be reached. */
  isReachable(): Promise<boolean>;
  /** Writes what waits, then closes its connection. */
  close(): Promise<void>;
}

/** Entries in one transaction at most: keeps a batch well below its deadline. */
const BATCH_ENTRIES = 256;
/** Beyond this many waiting entries new ones are refused at once rather than after a long wait. */
const BACKLOG_ENTRIES = 20_000;

interface Waiting {
  readonly record: Omit<LedgerEntry, 'recordedAt'>;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: SluiceError) => void;
}

interface Tip {
  readonly index: number;
  readonly hash: Buffer;
}

interface PreparedEntry {
  readonly text: string;
  readonly entryHash: Buffer;
  readonly chainHash: Buffer;
}

const GENESIS: Tip = { index: -1, hash: GENESIS_HASH };

/**
 * Opens the ledger in schema `ledger` of a database that `ledger-schema.sql` was applied to. Several ledgers, in
 * several gateways, share one chain.
 */
export function createLedger(options: LedgerOptions): Ledger {
  return new GroupCommitLedger(options);
}

/** Whatever waits while one batch is being written goes into the next: one flush of the disk for many exchanges. */
class GroupCommitLedger implements Ledger {
  readonly #pool: pg.Pool;
  readonly #key: KeyObject;
  readonly #keyId: string;
  readonly #hashKey: KeyObject;
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #tip: Tip = GENESIS;
  #closed = false;

  constructor({ database, signingKey }: LedgerOptions) {
    this.#key = signingKey;
    this.#keyId = keyIdOf(signingKey);
    const secret = signingKey.export({ type: 'pkcs8', format: 'der' });
    this.#hashKey = createSecretKey(
      new Uint8Array(hkdfSync('sha256', secret, '', 'sluice-ledger-keyed-hash', 32)),
    );
    this.#pool = openHubPool(database, {
      name: 'sluice-ledger',
      connections: 1,
      connectMs: 3_000,
      statementMs: 5_000,
    });
  }

  append(record: LedgerRecord): Promise<Receipt> {
    return this.#enqueue({ ...record, kind: 'exchange', intent: null });
  }

  appendIntent(record: LedgerRecord): Promise<Receipt> {
    return this.#enqueue({ ...record, kind: 'intent', intent: null });
  }

  appendOutcome(intent: Receipt, record: LedgerRecord): Promise<Receipt> {
    return this.#enqueue({ ...record, kind: 'outcome', intent: intent.index });
  }

  keyedHash(value: CanonicalValue): string {
    return createHmac('sha256', this.#hashKey).update(canonicalJson(value)).digest('base64url');
  }

  async isReachable(): Promise<boolean> {
    try {
      await this.#pool.query('SELECT entry_index FROM ledger.entry LIMIT 1');
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.#pool.end();
  }

  #enqueue(record: Waiting['record']): Promise<Receipt> {
    if (this.#closed || this.#waiting.length >= BACKLOG_ENTRIES)
      return Promise.reject(new SluiceError('LEDGER_UNAVAILABLE'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    // One turn of the loop lets everything that became ready together into the first batch.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#writeBatch(this.#waiting.splice(0, BATCH_ENTRIES));
    this.#writing = null;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    let receipts: readonly Receipt[];
    try {
      receipts = await this.#commit(batch.map(({ record }) => record));
    } catch (cause) {
      for (const { reject } of batch) reject(new SluiceError('LEDGER_UNAVAILABLE', {}, { cause }));
      return;
    }
    batch.forEach(({ resolve, reject }, position) => {
      const receipt = receipts[position];
      if (receipt === undefined) reject(new SluiceError('LEDGER_UNAVAILABLE'));
      else resolve(receipt);
    });
  }

  async #commit(records: readonly Waiting['record'][]): Promise<readonly Receipt[]> {
    const recordedAt = new Date().toISOString();
    const texts = records.map((record) => canonicalJson(asJson({ ...record, recordedAt })));
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    const onError = (error: Error): void => {
      failure = error;
    };
    client.on('error', onError);
    try {
      const { before, entries } = await this.#appendBehindTip(client, records, texts);
      return entries.map((entry, position) =>
        signReceipt(
          {
            exchangeId: (records[position] as LedgerRecord).exchangeId,
            index: before.index + 1 + position,
            entryHash: entry.entryHash.toString('hex'),
            chainHash: entry.chainHash.toString('hex'),
            recordedAt,
            keyId: this.#keyId,
          },
          this.#key,
        ),
      );
    } catch (error) {
      failure = error instanceof Error ? error : new Error('the batch failed', { cause: error });
      throw error;
    } finally {
      client.off('error', onError);
      // After a failure it is not known what the connection is still doing.
      client.release(failure);
    }
  }

  /**
   * First behind the tip we know, in one round trip; where another gateway has been faster, once more with the chain
   * locked, so that nobody can be overtaken for ever.
   */
  async #appendBehindTip(
    client: pg.PoolClient,
    records: readonly Waiting['record'][],
    texts: readonly string[],
  ): Promise<{ readonly before: Tip; readonly entries: readonly PreparedEntry[] }> {
    const quick = await this.#tryAppend(client, this.#tip, records, texts);
    if (quick !== null) return quick;
    await client.query('BEGIN');
    const { rows } = await client.query<TipRow>('SELECT tip_index, tip_hash FROM ledger.lock_tip()');
    const locked = await this.#tryAppend(client, rows[0] ? tipOf(rows[0]) : GENESIS, records, texts);
    if (locked === null) throw new Error('the chain grew while it was locked');
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('the batch was rolled back');
    return locked;
  }

  async #tryAppend(
    client: pg.PoolClient,
    before: Tip,
    records: readonly Waiting['record'][],
    texts: readonly string[],
  ): Promise<{ readonly before: Tip; readonly entries: readonly PreparedEntry[] } | null> {
    const entries = chainBehind(before, texts);
    const after: Tip = { index: before.index + texts.length, hash: entries.at(-1)?.chainHash ?? before.hash };
    const { rows } = await client.query<TipRow & { readonly appended: boolean }>({
      name: 'ledger-append',
      text: 'SELECT appended, tip_index, tip_hash FROM ledger.append($1, $2, $3, $4, $5, $6, $7, $8)',
      values: [
        before.index,
        before.hash,
        records.map(({ exchangeId }) => exchangeId),
        records.map(({ kind }) => kind),
        texts,
        after.hash,
        this.#keyId,
        signCheckpoint(after.index, after.hash, this.#key),
      ],
    });
    const [row] = rows;
    if (row === undefined) throw new Error('the ledger did not answer');
    this.#tip = tipOf(row);
    return row.appended ? { before, entries } : null;
  }
}

interface TipRow {
  readonly tip_index: string;
  readonly tip_hash: Buffer;
}

function tipOf(row: TipRow): Tip {
  return { index: Number(row.tip_index), hash: row.tip_hash };
}

function chainBehind(before: Tip, texts: readonly string[]): readonly PreparedEntry[] {
  let previous = before.hash;
  return texts.map((text) => {
    const hash = entryHash(text);
    previous = chainHash(previous, hash);
    return { text, entryHash: hash, chainHash: previous };
  });
}

/** Entries are plain data; interfaces merely lack the index signature that says so. */
function asJson(entry: LedgerEntry): CanonicalValue {
  return entry as unknown as CanonicalValue;
}
