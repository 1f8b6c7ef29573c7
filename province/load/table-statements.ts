import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How one table comes to be: made bare, filled, then indexed. */
export interface TableStatements {
  readonly create: string;
  /** The primary key and the indexes. */
  readonly index: readonly string[];
}

/**
 * Reads a file of `CREATE TABLE` and `CREATE INDEX` statements and takes primary keys out of the tables, since rows are
 * loaded several times faster before there is an index than after. Answers by table name.
 */
export function readTableStatements(file: string): ReadonlyMap<string, TableStatements> {
  const text = readFileSync(file, 'utf8').replace(/--.*$/gmu, '');
  const tables = new Map<string, { create: string; index: string[] }>();
  for (const statement of text.split(';').map((each) => each.trim())) {
    const table = /^CREATE TABLE (\w+)/u.exec(statement)?.[1];
    if (table !== undefined) {
      const key = /^\s*(\w+) \w+ PRIMARY KEY/mu.exec(statement)?.[1];
      tables.set(table, {
        create: statement.replace(' PRIMARY KEY', ' NOT NULL'),
        index: key === undefined ? [] : [`ALTER TABLE ${table} ADD PRIMARY KEY (${key})`],
      });
      continue;
    }
    const indexed = /^CREATE INDEX ON (\w+)/u.exec(statement)?.[1];
    if (indexed !== undefined) tables.get(indexed)?.index.push(statement);
    else if (statement !== '')
      throw new Error(`\`${file}\` holds a statement that is neither table nor index`);
  }
  return tables;
}

/** The file with the tables of a database. */
export function tablesFile(database: string): string {
  const province = join(import.meta.dirname, '..');
  return database === 'province_truth'
    ? join(province, 'truth', 'planted-case.sql')
    : join(province, 'agencies', `${database.replaceAll('_', '-')}.sql`);
}
