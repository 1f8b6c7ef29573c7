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

/** What was found as both sides can write it, a line for each row. */
export interface FoundLines {
  /** Rule, case, person and the records that it rests on. */
  readonly findings: readonly string[];
  /** Rule, case and records again; then path, record and value. */
  readonly evidence: readonly string[];
}

const LINE = (...columns: readonly string[]): string =>
  `concat_ws('|', ${columns.map((column) => `coalesce(${column}, '-')`).join(', ')}) AS line`;

/** What the hand-written SQL found in PostgreSQL. */
export function handWrittenFindings(server: PostgresServer): Promise<FoundLines> {
  // A number of the graph has no trailing zeros.
  const value = String.raw`CASE WHEN value ~ '^-?\d+\.\d+$' THEN trim_scale(value::numeric)::text ELSE value END`;
  return onServer(server, ONE_PLACE, async (client) => {
    const lines = async (text: string): Promise<readonly string[]> =>
      (await client.query<{ line: string }>(text)).rows.map(({ line }) => line);
    return {
      findings: await lines(
        `SELECT ${LINE('rule_id', 'case_key', 'person_key', 'evidence_key')} FROM audit.finding`,
      ),
      evidence: await lines(
        `SELECT ${LINE('rule_id', 'case_key', 'evidence_key', 'path', 'record_key::text', value)} FROM audit.evidence`,
      ),
    };
  });
}

/** What runs of Sluice found, in the same form: a record is named there by its relation too. */
export function sluiceFindings(
  server: PostgresServer,
  hubDatabase: string,
  runIds: readonly string[],
): Promise<FoundLines> {
  const records = `regexp_replace(evidence_key, '=[a-z_]+:', '=', 'g')`;
  const record = `regexp_replace(source_record_key, '^[a-z_]+:', '')`;
  const found = `run_id = ANY ($1) AND outcome = 'YES'`;
  return onServer(server, hubDatabase, async (client) => {
    const lines = async (text: string): Promise<readonly string[]> =>
      (await client.query<{ line: string }>(text, [runIds])).rows.map(({ line }) => line);
    return {
      findings: await lines(
        `SELECT ${LINE('rule_id', 'case_key', 'person_key', records)} FROM audit.finding WHERE ${found}`,
      ),
      evidence: await lines(
        `SELECT ${LINE('rule_id', 'case_key', records, 'path', record, `value::jsonb #>> '{}'`)}
         FROM audit.finding JOIN audit.evidence USING (finding_id) WHERE ${found}`,
      ),
    };
  });
}

/** How many people are counted in a family on assistance. */
export function countBeneficiaries(server: PostgresServer): Promise<number> {
  return onServer(server, ONE_PLACE, async (client) => {
    const { rows } = await client.query<{ people: number }>(
      `SELECT count(DISTINCT person_key)::int AS people
       FROM assistance_member AS member JOIN assistance_family AS family USING (case_number)
       WHERE family.status = 'ACTIVE' AND family.recorded_to IS NULL AND member.recorded_to IS NULL
         AND member.valid_to IS NULL`,
    );
    return rows[0]?.people ?? 0;
  });
}
