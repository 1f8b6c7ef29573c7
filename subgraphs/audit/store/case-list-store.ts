import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ListEntry, ListKind } from '../lists/case-list.ts';
import type { ListedCase } from '../run/list-cases.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { StoredRun } from './stored-run.ts';
import { ownerKeyOf, ownerKeysOf, type Viewer } from './viewer.ts';

export interface CaseList {
  readonly listId: string;
  readonly kind: ListKind;
}

export const MAX_LIST_ENTRIES = 100_000;
export const MAX_LIST_DAYS = 90;
/** How many lists one owner may keep at a time. */
export const MAX_LISTS = 50;

/** Lists of people and cases that somebody brought: seen by nobody else, and gone when they expire. */
export class CaseListStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /**
   * Makes an empty list; answers with its id.
   * @throws SluiceError AUDIT_KEEPS_ENOUGH
   */
  async create(name: string, kind: ListKind, days: number, owner: Viewer): Promise<string> {
    const listId = randomUUID();
    await inTransaction(this.pool, async (client) => {
      // WHY: one after the other, or the aliases of one mutation would all find room.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.case_list', 1))`);
      const { rowCount } = await client.query(
        'SELECT FROM audit.case_list WHERE owner_key = $1 AND expires_at > now()',
        [ownerKeyOf(owner)],
      );
      if ((rowCount ?? 0) >= MAX_LISTS) throw new SluiceError('AUDIT_KEEPS_ENOUGH', { limit: MAX_LISTS });
      await client.query(
        `INSERT INTO audit.case_list (list_id, name, kind, owner_key, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))`,
        [listId, name, kind, ownerKeyOf(owner), days],
      );
    });
    return listId;
  }

  /**
   * Adds entries; those whose row or key is in the list already change nothing, so that they can be sent again.
   * @throws SluiceError AUDIT_LIST_UNKNOWN, AUDIT_LIST_TOO_LONG
   */
  async add(listId: string, entries: readonly ListEntry[], owner: Viewer): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await listOf(client, listId, owner, 'FOR UPDATE');
      await client.query(
        `INSERT INTO audit.case_list_entry (list_id, row_number, key)
         SELECT $1, row, key FROM jsonb_to_recordset($2::jsonb) AS given (row int, key text)
         ON CONFLICT DO NOTHING`,
        [listId, JSON.stringify(entries)],
      );
      const { rows } = await client.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM audit.case_list_entry WHERE list_id = $1',
        [listId],
      );
      if ((rows[0]?.count ?? 0) > MAX_LIST_ENTRIES)
        throw new SluiceError('AUDIT_LIST_TOO_LONG', { limit: MAX_LIST_ENTRIES });
    });
  }

  /** @throws SluiceError AUDIT_LIST_UNKNOWN where it is another's, or has expired */
  async list(listId: string, owner: Viewer): Promise<CaseList> {
    return listOf(this.pool, listId, owner, '');
  }

  /**
   * Takes a list away with all that its runs know of its rows.
   * @throws SluiceError AUDIT_LIST_UNKNOWN
   */
  async drop(listId: string, owner: Viewer): Promise<void> {
    await this.list(listId, owner);
    await this.pool.query('DELETE FROM audit.case_list WHERE list_id = $1', [listId]);
  }

  /** Takes away what has expired. */
  async dropExpired(): Promise<void> {
    await this.pool.query('DELETE FROM audit.case_list WHERE expires_at <= now()');
  }

  /** The list of a run, whoever owns it; null once it is gone. */
  async ofRun(listId: string): Promise<CaseList | null> {
    const { rows } = await this.pool.query<CaseList>(
      'SELECT list_id AS "listId", kind FROM audit.case_list WHERE list_id = $1 AND expires_at > now()',
      [listId],
    );
    return rows[0] ?? null;
  }

  /** Keeps the cases that a run over a list is about. One that was kept before, or whose list is gone, stays as it is. */
  async keepCases(run: StoredRun, cases: readonly ListedCase[]): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO audit.run_list (run_id, list_id) SELECT $1, list_id FROM audit.case_list WHERE list_id = $2
         ON CONFLICT DO NOTHING`,
        [run.runId, run.listId],
      );
      if (rowCount === 0) return;
      await client.query(
        `INSERT INTO audit.run_list_case (run_id, case_key, row_number)
         SELECT $1, "caseKey", row FROM jsonb_to_recordset($2::jsonb) AS given ("caseKey" text, row int)
         ON CONFLICT DO NOTHING`,
        [run.runId, JSON.stringify(cases)],
      );
    });
  }

  /** The keys of the cases that a run over a list is about, in an order that stays; null before they were kept. */
  async caseKeys(runId: string): Promise<readonly string[] | null> {
    const { rows } = await this.pool.query<{ key: string | null }>(
      `SELECT DISTINCT case_key AS key FROM audit.run_list LEFT JOIN audit.run_list_case USING (run_id)
       WHERE run_id = $1 ORDER BY 1`,
      [runId],
    );
    return rows.length === 0 ? null : rows.flatMap(({ key }) => (key === null ? [] : [key]));
  }

  /** The entries of a list in the order of its rows. */
  async entries(listId: string): Promise<readonly ListEntry[]> {
    const { rows } = await this.pool.query<ListEntry>(
      `SELECT row_number AS row, key FROM audit.case_list_entry WHERE list_id = $1 ORDER BY row_number`,
      [listId],
    );
    return rows;
  }
}

async function listOf(
  client: pg.Pool | pg.ClientBase,
  listId: string,
  owner: Viewer,
  lock: '' | 'FOR UPDATE',
): Promise<CaseList> {
  const { rows } = await client.query<CaseList>(
    `SELECT list_id AS "listId", kind FROM audit.case_list
     WHERE list_id = $1 AND owner_key = ANY ($2) AND expires_at > now() ${lock}`,
    [listId, ownerKeysOf(owner)],
  );
  const [list] = rows;
  if (list === undefined) throw new SluiceError('AUDIT_LIST_UNKNOWN');
  return list;
}
