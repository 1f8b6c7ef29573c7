import { EVIDENCE_COLUMNS, FINDING_COLUMNS } from '../sweep-engine.ts';

/** Rows of one part of the text: some megabytes. */
const ROWS_OF_A_PART = 20_000;

/** The tables that a sweep's answers are gathered in, and how COPY text is written. */
export const OUTPUT_TABLES: readonly string[] = [
  `CREATE TABLE finding (${FINDING_COLUMNS.map((name) => `${name} ${name === 'rule_version' ? 'BIGINT' : 'VARCHAR'}`).join(', ')})`,
  `CREATE TABLE evidence (${EVIDENCE_COLUMNS.map((name) => `${name} VARCHAR`).join(', ')})`,
  String.raw`CREATE MACRO copy_text(x) AS CASE WHEN x IS NULL THEN '\N'
    WHEN contains(x, '\') OR contains(x, chr(9)) OR contains(x, chr(10)) OR contains(x, chr(13))
    THEN replace(replace(replace(replace(x, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r') ELSE x END`,
];

/** Adds the answers of one rule. */
export function outputStatements(prefix: string): readonly string[] {
  return [
    `INSERT INTO finding SELECT ${FINDING_COLUMNS.join(', ')} FROM ${prefix}_finding`,
    `INSERT INTO evidence SELECT finding_id, path, agency, dataset, type_name, field_name, record_key, value, as_of,
       fetched_at, CASE tier WHEN 1 THEN 'A' WHEN 2 THEN 'B' ELSE 'C' END, exchange_id
     FROM ${prefix}_kept JOIN ${prefix}_finding USING (answer)`,
  ];
}

export const FINDING_TEXT = textOf('finding', FINDING_COLUMNS);
export const EVIDENCE_TEXT = textOf('evidence', EVIDENCE_COLUMNS);

/** Whole lines, many to a value: a value for each cell would cost more than the sweep. */
function textOf(table: string, columns: readonly string[]): string {
  const cells = columns.map((name) =>
    name === 'rule_version' ? `CAST(${name} AS VARCHAR)` : `copy_text(${name})`,
  );
  return `SELECT string_agg(line, '') FROM (
    SELECT ${cells.join(` || chr(9) || `)} || chr(10) AS line, row_number() OVER () // ${ROWS_OF_A_PART} AS part FROM ${table}
  ) GROUP BY part`;
}
