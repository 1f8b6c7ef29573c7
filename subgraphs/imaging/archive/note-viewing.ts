import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { Uid } from '../dicom/uid.ts';

/** One request to read, under a token that the graph gave. */
export interface Viewing {
  /** The exchange that gave the token: its entry in the ledger says who reads, for what purpose, about whom. */
  readonly exchange: string;
  /** The study of the token. */
  readonly study: Uid;
  /** What was asked for, as the pattern of its path. */
  readonly path: string;
  readonly instance: Uid | null;
}

/**
 * Remembers a request before it is answered; what can not be remembered is not answered.
 * @throws SluiceError IMAGE_ARCHIVE_UNAVAILABLE
 */
export async function noteViewing(
  pool: pg.Pool,
  { exchange, study, path, instance }: Viewing,
): Promise<void> {
  await pool
    .query(
      `INSERT INTO archive.viewing (exchange_id, study_instance_uid, path, sop_instance_uid) VALUES ($1, $2, $3, $4)`,
      [exchange, study, path, instance],
    )
    .catch((cause: unknown) => {
      throw new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE', {}, { cause });
    });
}
