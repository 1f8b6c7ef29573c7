import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How one table comes to be: made bare, filled, then finished. */
export interface TableStatements {
  readonly create: string;
  /** The primary key, the indexes and the triggers: all that rows are loaded without. */
  readonly finish: readonly string[];
}

interface Tables {
  readonly statements: Map<string, { readonly create: string; readonly finish: string[] }>;
  readonly functions: Map<string, string>;
}

/**
 * Reads a file of `CREATE TABLE`, `CREATE INDEX`, functions and triggers, and takes primary keys out of the tables, since rows are loaded several times faster before there is an index than after. Answers by table name.
 */
export function readTableStatements(file: string): ReadonlyMap<string, TableStatements> {
  const text = readFileSync(file, 'utf8').replace(/--.*$/gmu, '');
  const tables: Tables = { statements: new Map(), functions: new Map() };
  for (const statement of statementsOf(text)) {
    if (!readTable(tables, statement) && !readFinish(tables, statement))
      throw new Error(`\`${file}\` holds a statement that belongs to no table`);
  }
  return tables.statements;
}

/** The statements of a text, parted by semicolons but for those within `$$`. */
function statementsOf(text: string): readonly string[] {
  const found = text.match(/(?:\$\$[^]*?\$\$|[^;])+/gu) ?? [];
  return found.map((each) => each.trim()).filter((each) => each !== '');
}

function readTable({ statements, functions }: Tables, statement: string): boolean {
  const called = /^CREATE OR REPLACE FUNCTION (\w+)/u.exec(statement)?.[1];
  if (called !== undefined) functions.set(called, statement);
  const table = /^CREATE TABLE (\w+)/u.exec(statement)?.[1];
  if (table !== undefined) {
    const key = /^\s*(\w+) \w+ PRIMARY KEY/mu.exec(statement)?.[1];
    statements.set(table, {
      create: statement.replace(' PRIMARY KEY', ' NOT NULL'),
      finish: key === undefined ? [] : [`ALTER TABLE ${table} ADD PRIMARY KEY (${key})`],
    });
  }
  return called !== undefined || table !== undefined;
}

function readFinish({ statements, functions }: Tables, statement: string): boolean {
  const [, table = '', called = ''] =
    /^CREATE INDEX ON (\w+)/u.exec(statement) ??
    /^CREATE TRIGGER .* ON (\w+)\s.* FUNCTION (\w+)/su.exec(statement) ??
    [];
  const body = functions.get(called);
  statements.get(table)?.finish.push(...(body === undefined ? [] : [body]), statement);
  return statements.has(table);
}

/** The file with the tables of a database. */
export function tablesFile(database: string): string {
  const province = join(import.meta.dirname, '..');
  return database === 'province_truth'
    ? join(province, 'truth', 'planted-case.sql')
    : join(province, 'agencies', `${database.replaceAll('_', '-')}.sql`);
}
