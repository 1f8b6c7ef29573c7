import { EVIDENCE_COLUMNS, FINDING_COLUMNS } from '../sweep-engine.ts';

/** Rows of one part of the text: some megabytes. */
const ROWS_OF_A_PART = 20_000;

/** How COPY text is written. */
export const COPY_TEXT_MACRO = String.raw`CREATE MACRO copy_text(x) AS CASE WHEN x IS NULL THEN '\N'
    WHEN contains(x, '\') OR contains(x, chr(9)) OR contains(x, chr(10)) OR contains(x, chr(13))
    THEN replace(replace(replace(replace(x, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r') ELSE x END`;

/** Adds the answers of one rule to those of its audit, by the audit's name. */
export function outputStatements(audit: string, prefix: string): readonly string[] {
  const findings = FINDING_COLUMNS.map((name) => `${name} ${name === 'rule_version' ? 'BIGINT' : 'VARCHAR'}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${audit}_finding (${findings.join(', ')})`,
    `CREATE TABLE IF NOT EXISTS ${audit}_evidence (${EVIDENCE_COLUMNS.map((name) => `${name} VARCHAR`).join(', ')})`,
    `INSERT INTO ${audit}_finding SELECT ${FINDING_COLUMNS.join(', ')} FROM ${prefix}_finding`,
    `INSERT INTO ${audit}_evidence SELECT finding_id, path, agency, dataset, type_name, field_name, record_key, value, as_of,
       fetched_at, CASE tier WHEN 1 THEN 'A' WHEN 2 THEN 'B' ELSE 'C' END, exchange_id
     FROM ${prefix}_kept JOIN ${prefix}_finding USING (answer)`,
  ];
}

/** What was added, as COPY text. */
export function findingText(audit: string): string {
  return textOf(`${audit}_finding`, FINDING_COLUMNS);
}

export function evidenceText(audit: string): string {
  return textOf(`${audit}_evidence`, EVIDENCE_COLUMNS);
}

/** Whole lines, many to a value: a value for each cell would cost more than the sweep. */
function textOf(table: string, columns: readonly string[]): string {
  const cells = columns.map((name) =>
    name === 'rule_version' ? `CAST(${name} AS VARCHAR)` : `copy_text(${name})`,
  );
  return `SELECT string_agg(line, '') FROM (
    SELECT ${cells.join(` || chr(9) || `)} || chr(10) AS line, row_number() OVER () // ${ROWS_OF_A_PART} AS part FROM ${table}
  ) GROUP BY part`;
}
