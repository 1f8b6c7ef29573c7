import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { DicomJson } from '../dicom/dicom-json.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import { findInArchive } from './find-in-archive.ts';
import type {
  ArchiveQuery,
  Commitment,
  ImageArchive,
  IncomingObject,
  IngestOutcome,
  InstancesOf,
  Reception,
  StoredInstance,
} from './image-archive.ts';
import { indexObject } from './index-object.ts';
import { IncomingFile, type FinishedObject, type ObjectStore } from './object-store.ts';
import { readObject, type IndexedObject } from './read-object.ts';
import { Turns } from './turns.ts';

/** Held shared by whoever enters an object and alone by whoever removes orphans: what is being entered is none. */
const ORPHANS_LOCK = 7_305_142;
/** Objects read at once; each lies in memory while it is. */
const READ_AT_ONCE = 4;

/** Files and a PostgreSQL index in one process. */
export class EmbeddedArchive implements ImageArchive {
  readonly #store: ObjectStore;
  readonly #pool: pg.Pool;
  readonly #turns = new Turns(READ_AT_ONCE);
  /** Others than those of what comes in, which waits for no archive elsewhere. */
  readonly #readTurns = new Turns(READ_AT_ONCE);

  constructor(store: ObjectStore, pool: pg.Pool) {
    this.#store = store;
    this.#pool = pool;
    // WHY: an idle connection that the server closes must not end the process; the pool opens another.
    pool.on('error', () => undefined);
  }

  receive(): Promise<IncomingFile> {
    return this.#store.receive();
  }

  async ingest(incoming: IncomingObject, reception: Reception): Promise<IngestOutcome> {
    if (!(incoming instanceof IncomingFile)) throw new TypeError('an object of another archive');
    try {
      const finished = await incoming.finish();
      const read = await this.#turns.take(() => readFinished(finished, reception));
      return await this.#enter(finished, read, reception);
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      throw new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE', {}, { cause: error });
    } finally {
      await incoming.abandon();
    }
  }

  async #enter(
    finished: FinishedObject,
    read: IndexedObject | DicomRejection,
    reception: Reception,
  ): Promise<IngestOutcome> {
    if (read instanceof DicomRejection) return this.#quarantine(finished, read, reception);
    try {
      const kind = await this.#record(finished, reception, (client) =>
        indexObject(client, read, finished, reception),
      );
      return { kind, identity: read.identity };
    } catch (error) {
      if (error instanceof DicomRejection) return this.#quarantine(finished, error, reception);
      throw error;
    }
  }

  async #quarantine(
    finished: FinishedObject,
    { reason, detail }: DicomRejection,
    reception: Reception,
  ): Promise<IngestOutcome> {
    await this.#record(finished, reception, async (client) => {
      await client.query(
        `INSERT INTO archive.rejected (sha256, size_bytes, hospital, received_by, reason, detail)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [finished.sha256, finished.size, reception.hospital, reception.receivedBy, reason, detail],
      );
      return 'REJECTED';
    });
    return { kind: 'REJECTED', reason, detail };
  }

  /** Counts, enters and gives the file its name; a file whose entry is then not committed is an orphan, and removed. */
  #record<T extends string>(
    finished: FinishedObject,
    reception: Reception,
    enter: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.#pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock_shared($1)', [ORPHANS_LOCK]);
      const outcome = await enter(client);
      await count(client, finished, reception);
      if (outcome !== 'DUPLICATE' || (await this.#isMissed(client, finished)))
        await this.#store.keep(finished);
      return outcome;
    });
  }

  /** Whether an entry names these bytes and they are there no more: who sends them again is not told that we have them. */
  async #isMissed(client: pg.ClientBase, { sha256 }: FinishedObject): Promise<boolean> {
    const { rowCount } = await client.query('SELECT FROM archive.instance WHERE sha256 = $1', [sha256]);
    return rowCount !== 0 && !(await this.hasObject(sha256));
  }

  /** Whether these very bytes are kept, sound, under whatever heading. */
  hasObject(sha256: string): Promise<boolean> {
    return this.#store.read(sha256).then(
      () => true,
      () => false,
    );
  }

  find(query: ArchiveQuery): Promise<readonly DicomJson[]> {
    return findInArchive(this.#pool, query);
  }

  async instance(sopInstanceUid: string, hospital?: string): Promise<StoredInstance | null> {
    const { rows } = await this.#pool.query<{
      study_instance_uid: string;
      transfer_syntax_uid: string;
      sha256: string;
      size_bytes: string;
    }>(
      `SELECT study_instance_uid, transfer_syntax_uid, sha256, size_bytes FROM archive.instance
       WHERE sop_instance_uid = $1 AND ($2::text IS NULL OR hospital = $2)`,
      [sopInstanceUid, hospital ?? null],
    );
    const [row] = rows;
    if (row === undefined) return null;
    return {
      studyInstanceUid: row.study_instance_uid,
      transferSyntaxUid: row.transfer_syntax_uid,
      sha256: row.sha256,
      sizeBytes: Number(row.size_bytes),
      read: () => this.#readTurns.take(() => this.#store.read(row.sha256)),
    };
  }

  async metadata(of: InstancesOf): Promise<readonly DicomJson[]> {
    const { rows } = await this.#pool.query<{ attributes: DicomJson }>(
      `SELECT attributes FROM archive.instance
       WHERE study_instance_uid = $1 AND ($2::text IS NULL OR series_instance_uid = $2)
         AND ($3::text IS NULL OR sop_instance_uid = $3) AND ($4::text IS NULL OR hospital = $4)
       ORDER BY series_instance_uid, instance_number, sop_instance_uid`,
      [of.study, of.series ?? null, of.instance ?? null, of.hospital ?? null],
    );
    return rows.map(({ attributes }) => attributes);
  }

  async commit(transactionUid: string, hospital: string, asked: readonly string[]): Promise<Commitment> {
    const { rows } = await this.#pool.query<{ sop_instance_uid: string; sha256: string }>(
      `SELECT sop_instance_uid, sha256 FROM archive.instance
       WHERE sop_instance_uid = ANY ($1) AND hospital = $2`,
      [asked, hospital],
    );
    const there = new Set<string>();
    // The sender may delete what is said to be held: so the bytes are read, and not only their entry.
    for (const { sop_instance_uid: uid, sha256 } of rows)
      if (await this.#readTurns.take(() => this.hasObject(sha256))) there.add(uid);
    const held = asked.filter((uid) => there.has(uid));
    const missing = asked.filter((uid) => !there.has(uid));
    await this.#pool.query(
      `INSERT INTO archive.commitment (transaction_uid, hospital, held, missing) VALUES ($1, $2, $3, $4)
       ON CONFLICT (transaction_uid, hospital) DO UPDATE SET held = $3, missing = $4, requested_at = now()`,
      [transactionUid, hospital, held, missing],
    );
    return { held, missing };
  }

  /**
   * Removes files that no entry names: what a crash left between naming a file and committing its entry.
   * @param stopping leaves the rest for the next time
   * @returns how many.
   */
  async removeOrphans(before: Date, stopping?: AbortSignal): Promise<number> {
    let removed = 0;
    for await (const sha256 of this.#store.keptBefore(before)) {
      if (stopping?.aborted === true) break;
      if (await this.#removeOrphan(sha256)) removed += 1;
    }
    return removed;
  }

  #removeOrphan(sha256: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [ORPHANS_LOCK]);
      const { rowCount } = await client.query(
        `SELECT FROM archive.instance WHERE sha256 = $1 UNION ALL SELECT FROM archive.rejected WHERE sha256 = $1
         UNION ALL SELECT FROM archive.conflict WHERE sha256 = $1`,
        [sha256],
      );
      if (rowCount !== 0) return false;
      await this.#store.remove(sha256);
      return true;
    });
  }
}

async function readFinished(
  { path }: FinishedObject,
  { announced }: Reception,
): Promise<IndexedObject | DicomRejection> {
  const bytes = await readFile(path);
  try {
    return readObject(bytes, announced);
  } catch (error) {
    if (error instanceof DicomRejection) return error;
    throw error;
  }
}

async function count(
  client: pg.ClientBase,
  { size }: FinishedObject,
  { hospital, quota }: Reception,
): Promise<void> {
  const { rows } = await client.query<{ objects: string; bytes: string }>(
    `INSERT INTO archive.received AS counted VALUES ($1, $2, 1, $3)
     ON CONFLICT (hospital, day) DO UPDATE SET objects = counted.objects + 1, bytes = counted.bytes + $3
     RETURNING objects, bytes`,
    [hospital, dayInChina(new Date()), size],
  );
  const [counted] = rows;
  if (Number(counted?.objects) > quota.objectsPerDay || Number(counted?.bytes) > quota.bytesPerDay)
    throw new SluiceError('IMAGE_QUOTA_REACHED');
}
