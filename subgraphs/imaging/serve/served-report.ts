import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { sourceValueTypes } from '../../../connectors/postgres/source-value-types.ts';

/** A report as the graph shows it, for the answer of a mutation; null where there is none. */
export async function servedReport(pool: pg.Pool, reportId: string): Promise<SourceRow | null> {
  const { rows } = await pool.query<SourceRow>({
    text: 'SELECT * FROM imaging.report WHERE report_id = $1',
    values: [reportId],
    types: sourceValueTypes,
  });
  return rows[0] ?? null;
}
