import type pg from 'pg';
import type { Words } from '../occupations/words.ts';

/**
 * What is said beside every suggestion while pictures may not be what the agencies have: somebody may have found work, or
 * have died, and nobody here knows yet. Null while they are current, and at a hub that does not follow the agencies' changes
 * at all.
 */
export async function staleWords(database: pg.Pool | pg.ClientBase): Promise<Words | null> {
  const { rows } = await database.query<{ since: string | null }>(
    `SELECT to_char(current_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS since
     FROM repository.freshness WHERE is_stale`,
  );
  if (rows[0] === undefined) return null;
  const { since } = rows[0];
  return {
    en: `What agencies have on record of work and death ${since === null ? 'has not been read yet' : `was last up to date at ${since}`}: check before anybody is referred.`,
    zh: `各部门的就业与死亡登记信息${since === null ? '尚未读取完毕' : `最近一次更新于${since}`}，推荐前请先核实。`,
  };
}
