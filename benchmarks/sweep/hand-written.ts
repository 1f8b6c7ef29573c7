import type { DuckDBConnection } from '@duckdb/node-api';
import { onServer } from '../../hub/postgres/ensure-databases.ts';
import type { PostgresServer } from '../../hub/postgres/start-postgres.ts';
import { handWrittenAudit } from '../../province/truth/hand-written-audit.ts';
import { ONE_PLACE } from './one-place.ts';

/** Seconds of the whole script in PostgreSQL: tables dropped, made and filled with findings and evidence. */
export function timeInPostgres(server: PostgresServer): Promise<number> {
  return onServer(server, ONE_PLACE, async (client) => {
    await client.query('DROP SCHEMA IF EXISTS audit CASCADE');
    const startedAt = performance.now();
    for (const statement of handWrittenAudit()) await client.query(statement);
    return (performance.now() - startedAt) / 1_000;
  });
}

/** The same in DuckDB. */
export async function timeInDuckDb(duck: DuckDBConnection): Promise<number> {
  await duck.run('DROP SCHEMA IF EXISTS audit CASCADE');
  const startedAt = performance.now();
  for (const statement of handWrittenAudit()) await duck.run(statement);
  return (performance.now() - startedAt) / 1_000;
}

/** A finding as both sides can write it: rule, case, person and the records it rests on, then each piece of evidence. */
export type FindingLine = string;

// A number of the graph has no trailing zeros.
const FINDINGS = `
  SELECT concat_ws('|', rule_id, case_key, person_key, evidence_key) AS line FROM audit.finding
  UNION ALL
  SELECT concat_ws('|', rule_id, case_key, evidence_key, path, record_key,
    CASE WHEN value ~ '^-?\\d+\\.\\d+$' THEN trim_scale(value::numeric)::text ELSE value END)
  FROM audit.evidence`;

/** What the hand-written SQL found in PostgreSQL, a line each. */
export function handWrittenFindings(server: PostgresServer): Promise<ReadonlySet<FindingLine>> {
  return onServer(server, ONE_PLACE, async (client) => {
    const { rows } = await client.query<{ line: string }>(FINDINGS);
    return new Set(rows.map(({ line }) => line));
  });
}

/** What runs of Sluice found, in the same form: a record is named there by its relation too. */
export function sluiceFindings(
  server: PostgresServer,
  hubDatabase: string,
  runIds: readonly string[],
): Promise<ReadonlySet<FindingLine>> {
  return onServer(server, hubDatabase, async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT concat_ws('|', rule_id, case_key, person_key, regexp_replace(evidence_key, '=[a-z_]+:', '=', 'g')) AS line
       FROM audit.finding WHERE run_id = ANY ($1) AND outcome = 'YES'
       UNION ALL
       SELECT concat_ws('|', rule_id, case_key, regexp_replace(evidence_key, '=[a-z_]+:', '=', 'g'), path,
         regexp_replace(source_record_key, '^[a-z_]+:', ''), value #>> '{}')
       FROM audit.finding JOIN (SELECT finding_id, path, source_record_key, value::jsonb AS value FROM audit.evidence) AS e
         USING (finding_id)
       WHERE run_id = ANY ($1) AND outcome = 'YES'`,
      [runIds],
    );
    return new Set(rows.map(({ line }) => line));
  });
}
