import { createHash } from 'node:crypto';
import type pg from 'pg';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { ObjectStore } from '../object-store.ts';
import { OrthancRefusal, type OrthancClient } from './orthanc-client.ts';

/** What one turn did. */
export interface HandedOver {
  readonly handed: number;
  readonly removed: number;
}

export interface HandOverParts {
  readonly pool: pg.Pool;
  readonly store: ObjectStore;
  readonly orthanc: OrthancClient;
  /** So long our own file stays after Orthanc has the object. */
  readonly keepMs: number;
}

type Refusal = 'OTHER_CONTENT' | 'NOT_TAKEN' | 'DAMAGED';

const AT_ONCE = 100;

/**
 * Hands what was taken in over to Orthanc, and removes our own file once Orthanc has been seen, some time later, to hold
 * the very same bytes. Why so: `decisions/2026-11-22-orthanc.md`.
 */
export class HandOver {
  readonly #parts: HandOverParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: HandOverParts) {
    this.#parts = parts;
  }

  /** One turn over what waits; turns go one after the other. Rejects where Orthanc can not be reached: ask again later. */
  run(): Promise<HandedOver> {
    const turn = this.#turn.then(async () => ({ handed: await this.#hand(), removed: await this.#settle() }));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #hand(): Promise<number> {
    const { pool } = this.#parts;
    for (let handed = 0; ;) {
      const { rows } = await pool.query<{ sha256: string }>(
        `SELECT sha256 FROM archive.instance LEFT JOIN archive.handed_over USING (sha256)
         WHERE handed_over.sha256 IS NULL ORDER BY instance.record_id LIMIT $1`,
        [AT_ONCE],
      );
      if (rows.length === 0) return handed;
      for (const { sha256 } of rows) {
        const { id, refused } = await this.#give(sha256);
        await pool.query(
          `INSERT INTO archive.handed_over (sha256, orthanc_id, refused) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
          [sha256, id, refused],
        );
        handed += 1;
      }
    }
  }

  async #settle(): Promise<number> {
    const { pool, store, orthanc, keepMs } = this.#parts;
    const { rows } = await pool.query<{ sha256: string; orthanc_id: string }>(
      `SELECT sha256, orthanc_id FROM archive.handed_over
       WHERE removed_at IS NULL AND refused IS NULL AND handed_at <= now() - $1 * interval '1 millisecond'`,
      [keepMs],
    );
    let removed = 0;
    for (const { sha256, orthanc_id: id } of rows) {
      const kept = isSame(await orthanc.read(id), sha256);
      if (kept) {
        await store.remove(sha256);
        removed += 1;
      }
      await pool.query(
        kept
          ? 'UPDATE archive.handed_over SET removed_at = now() WHERE sha256 = $1'
          : // Orthanc has lost it, and is given it once more.
            'DELETE FROM archive.handed_over WHERE sha256 = $1',
        [sha256],
      );
    }
    return removed;
  }

  /** Gives an object, and says why where Orthanc does not have it afterwards. */
  async #give(sha256: string): Promise<{ readonly id: string | null; readonly refused: Refusal | null }> {
    const { store, orthanc } = this.#parts;
    try {
      const id = await orthanc.store(await store.read(sha256));
      return { id, refused: isSame(await orthanc.read(id), sha256) ? null : 'OTHER_CONTENT' };
    } catch (error) {
      if (error instanceof OrthancRefusal) return { id: null, refused: 'NOT_TAKEN' };
      // One bad file keeps no other from being handed over.
      if (error instanceof SluiceError) return { id: null, refused: 'DAMAGED' };
      throw error;
    }
  }
}

/** How objects are read that have no file here any more. */
export function readFromOrthanc(
  pool: pg.Pool,
  orthanc: OrthancClient,
): (sha256: string) => Promise<Buffer | null> {
  return async (sha256) => {
    const { rows } = await pool.query<{ orthanc_id: string }>(
      'SELECT orthanc_id FROM archive.handed_over WHERE sha256 = $1 AND refused IS NULL',
      [sha256],
    );
    const [row] = rows;
    return row === undefined ? null : orthanc.read(row.orthanc_id);
  };
}

function isSame(bytes: Buffer | null, sha256: string): boolean {
  return bytes !== null && createHash('sha256').update(bytes).digest('hex') === sha256;
}
