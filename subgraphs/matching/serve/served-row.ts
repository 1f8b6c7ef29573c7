import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { sourceValueTypes } from '../../../connectors/postgres/source-value-types.ts';

/** What mutations answer with, and the column that its rows are told by. */
const SERVED = {
  vacancy: ['matching.vacancy', 'vacancy_id'],
  jobseeker: ['matching.jobseeker', 'person_key'],
  referral_to_adviser: ['matching.referral_to_adviser', 'referral_id'],
  referral_to_jobseeker: ['matching.referral_to_jobseeker', 'referral_id'],
  received_referral: ['matching.received_referral', 'referral_id'],
  service_case: ['matching.service_case', 'case_id'],
  coordination_task: ['matching.coordination_task', 'task_id'],
  follow_up: ['matching.follow_up', 'follow_up_id'],
  served_run: ['matching.served_run', 'run_id'],
  closure_signal: ['repository.served_closure_signal', 'signal_id'],
} as const;

export type ServedRow = (what: keyof typeof SERVED, id: string) => Promise<SourceRow | null>;

/** A row as the graph shows it, for the answer of a mutation; null where there is none. */
export function servedRows(pool: pg.Pool): ServedRow {
  return async (what, id) => {
    const [view, column] = SERVED[what];
    const { rows } = await pool.query<SourceRow>({
      text: `SELECT * FROM ${view} WHERE ${column} = $1`,
      values: [id],
      types: sourceValueTypes,
    });
    return rows[0] ?? null;
  };
}
