import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, 'hand-written-audit.sql');

/**
 * The statements of `hand-written-audit.sql` in their order: R01 to R10 and W01 over the agencies' tables in one
 * PostgreSQL or DuckDB database. They leave `audit.finding` and `audit.evidence`.
 */
export function handWrittenAudit(): readonly string[] {
  return readFileSync(FILE, 'utf8')
    .replace(/--.*$/gmu, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
