import type pg from 'pg';
import type { MadeCar } from './make-changes.ts';

export interface Effects {
  /** Cars without an open finding, and cars struck off that still have one. */
  readonly lost: number;
  /** Cars with several findings in one run, and findings that a run counts and does not have, or has and does not count. */
  readonly doubled: number;
}

/** Compares what stands at the end with what was done. */
export async function compareEffects(
  audits: pg.Pool,
  runIds: readonly string[],
  cars: readonly MadeCar[],
): Promise<Effects> {
  const { rows } = await audits.query<{ recordKey: string; all: number; open: number }>(
    `SELECT source_record_key AS "recordKey", count(DISTINCT finding_id)::int AS all,
       (count(DISTINCT finding_id) FILTER (WHERE withdrawn_at IS NULL))::int AS open
     FROM audit.finding JOIN audit.evidence USING (finding_id)
     WHERE run_id = ANY ($1) AND outcome = 'YES' AND source_type = 'Vehicle' GROUP BY 1`,
    [runIds],
  );
  const found = new Map(rows.map((row) => [row.recordKey, row]));
  const lost = cars.filter(
    ({ recordKey, struckOffAt }) => (found.get(recordKey)?.open ?? 0) === (struckOffAt === null ? 0 : 1),
  );
  const twice = cars.filter(({ recordKey }) => (found.get(recordKey)?.all ?? 0) > 1);
  return { lost: lost.length, doubled: twice.length + (await miscounted(audits, runIds)) };
}

async function miscounted(audits: pg.Pool, runIds: readonly string[]): Promise<number> {
  const { rows } = await audits.query<{ difference: number }>(
    `SELECT abs(finding_count + shadow_finding_count - (
         SELECT count(*) FROM audit.finding
         WHERE finding.run_id = run.run_id AND outcome = 'YES' AND withdrawn_at IS NULL
       ))::int AS difference
     FROM audit.run WHERE run_id = ANY ($1)`,
    [runIds],
  );
  return rows.reduce((sum, { difference }) => sum + difference, 0);
}
