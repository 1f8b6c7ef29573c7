import type pg from 'pg';

/**
 * Until the transaction ends nobody else drafts or changes a report of this study. WHY not the report's row alone: a further
 * version is another row, which whoever waited for the first one would not see.
 */
export async function lockStudy(client: pg.ClientBase, studyInstanceUid: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 6))', [studyInstanceUid]);
}
