import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { issueArchiveToken, type ArchiveKey, type TokenSettings } from '../dicomweb/archive-token.ts';

/** What issues tokens of an archive. */
export interface CredentialIssuer {
  /** By a role that writes schema `archive`. */
  readonly client: pg.ClientBase;
  readonly key: ArchiveKey;
  readonly tokens: TokenSettings;
}

export interface CredentialTerms {
  readonly hospital: string;
  /** The official who issues it. */
  readonly by: string;
  readonly days: number;
  /** So long what the hospital has now goes on to hold: until its machines know the new one. */
  readonly formerHours: number;
}

export interface IssuedCredential {
  /** Shown to the hospital, and kept nowhere. */
  readonly token: string;
  readonly endsAt: Date;
  /** How many of the hospital's end because of it. */
  readonly replaced: number;
}

/** Issues a hospital's token for STOW-RS, QIDO-RS and WADO-RS; the ones before it end. */
export async function issueCredential(
  { client, key, tokens }: CredentialIssuer,
  { hospital, by, days, formerHours }: CredentialTerms,
): Promise<IssuedCredential> {
  const credential = randomUUID();
  // Signed first: what can not be handed over must end nothing.
  const seconds = days * 86_400;
  const token = await issueArchiveToken({ use: 'hospital', hospital, credential }, key, tokens, seconds);
  const { rows } = await client.query<{ ends_at: Date; replaced: string }>(
    `WITH replaced AS (${END_OF_OTHERS} RETURNING credential_id),
          issued AS (
            INSERT INTO archive.credential (credential_id, hospital, issued_by, ends_at)
            VALUES ($4, $1, $2, now() + make_interval(days => $5)) RETURNING ends_at)
     SELECT ends_at, (SELECT count(*) FROM replaced) AS replaced FROM issued`,
    [hospital, by, formerHours, credential, days],
  );
  const [issued] = rows;
  if (issued === undefined) throw new Error('the archive keeps no credential');
  return { token, endsAt: issued.ends_at, replaced: Number(issued.replaced) };
}

/**
 * Ends every credential of a hospital at once.
 * @returns how many there were
 */
export async function withdrawCredentials(
  client: pg.ClientBase,
  hospital: string,
  by: string,
): Promise<number> {
  const { rowCount } = await client.query(END_OF_OTHERS, [hospital, by, 0]);
  return rowCount ?? 0;
}

/** Those that do not end sooner by themselves. */
const END_OF_OTHERS = `UPDATE archive.credential
  SET ends_at = now() + make_interval(hours => $3), ended_by = $2
  WHERE hospital = $1 AND ends_at > now() + make_interval(hours => $3)`;

/** Whether a credential was issued to the hospital and has not ended. Throws `IMAGE_ARCHIVE_UNAVAILABLE`. */
export async function holdsCredential(pool: pg.Pool, hospital: string, credential: string): Promise<boolean> {
  const { rowCount } = await pool
    .query('SELECT FROM archive.credential WHERE credential_id = $1 AND hospital = $2 AND ends_at > now()', [
      credential,
      hospital,
    ])
    .catch((error: unknown) => {
      throw new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE', {}, { cause: error });
    });
  return rowCount === 1;
}
