import type pg from 'pg';

/** Remembers that a hospital called. Its call is answered whether or not this is remembered. */
export function noteContact(pool: pg.Pool, hospital: string, kind: 'ECHO' | 'FIND'): void {
  pool
    .query(
      `INSERT INTO archive.contact (hospital, kind) VALUES ($1, $2)
       ON CONFLICT (hospital, kind) DO UPDATE SET last_at = now()`,
      [hospital, kind],
    )
    .catch(() => undefined);
}
