import type pg from 'pg';
import type { RepositoryState } from './repository-store.ts';

/** How far the reader of the repository is. */
export interface ReadingProgress {
  readonly state: RepositoryState;
  readonly detail: string | null;
  readonly people: number;
  readonly firms: number;
  /** Everybody and every firm has been read, and all that changed meanwhile has had its effect. */
  readonly isDone: boolean;
}

/** Null: nobody has begun to read. */
export async function readingProgress(client: pg.ClientBase): Promise<ReadingProgress | null> {
  const { rows } = await client.query<ReadingProgress>(
    `SELECT state, detail,
       (SELECT count(*)::int FROM repository.person_read WHERE round = reader.round) AS people,
       (SELECT count(DISTINCT credit_code)::int FROM repository.employer_picture WHERE recorded_to IS NULL) AS firms,
       NOT is_filling AND state = 'CURRENT' AND NOT EXISTS (SELECT FROM repository.employer_due) AS "isDone"
     FROM repository.reader`,
  );
  return rows[0] ?? null;
}
