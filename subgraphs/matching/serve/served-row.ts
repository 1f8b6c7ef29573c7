import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { sourceValueTypes } from '../../../connectors/postgres/source-value-types.ts';

/** What mutations answer with: view of schema `matching` → the column that its rows are told by. */
const NAMED_BY = {
  vacancy: 'vacancy_id',
  jobseeker: 'person_key',
  referral: 'referral_id',
  received_referral: 'referral_id',
  service_case: 'case_id',
  coordination_task: 'task_id',
  follow_up: 'follow_up_id',
  served_run: 'run_id',
} as const;

export type ServedRow = (view: keyof typeof NAMED_BY, id: string) => Promise<SourceRow | null>;

/** A row as the graph shows it, for the answer of a mutation; null where there is none. */
export function servedRows(pool: pg.Pool): ServedRow {
  return async (view, id) => {
    const { rows } = await pool.query<SourceRow>({
      text: `SELECT * FROM matching.${view} WHERE ${NAMED_BY[view]} = $1`,
      values: [id],
      types: sourceValueTypes,
    });
    return rows[0] ?? null;
  };
}
