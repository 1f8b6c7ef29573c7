import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { Uid } from '../dicom/uid.ts';

/** One request to read, under a token that the graph gave or a hospital was issued. */
export interface Viewing {
  readonly under: ViewingToken;
  /** The study of the token, or that a hospital's machine names in the path. */
  readonly study: Uid | null;
  /** What was asked for, as the pattern of its path. */
  readonly path: string;
  readonly instance: Uid | null;
}

/**
 * By which token it came: by the exchange that gave it, whose entry in the ledger says who reads, for what purpose, about whom; or
 * by the credential of a hospital (`archive.credential`), whose machine reads what it sent or keeps.
 */
export type ViewingToken =
  | { readonly exchange: string; readonly credential?: never }
  | { readonly credential: string; readonly exchange?: never };

/**
 * Remembers a request before it is answered; what can not be remembered is not answered.
 * @throws SluiceError IMAGE_ARCHIVE_UNAVAILABLE
 */
export async function noteViewing(pool: pg.Pool, { under, study, path, instance }: Viewing): Promise<void> {
  const { exchange = null, credential = null } = under;
  await pool
    .query(
      `INSERT INTO archive.viewing (exchange_id, credential_id, study_instance_uid, path, sop_instance_uid)
       VALUES ($1, $2, $3, $4, $5)`,
      [exchange, credential, study, path, instance],
    )
    .catch((cause: unknown) => {
      throw new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE', {}, { cause });
    });
}
