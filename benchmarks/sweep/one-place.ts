import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { onServer } from '../../hub/postgres/ensure-databases.ts';
import type { PostgresServer } from '../../hub/postgres/start-postgres.ts';
import { readTableStatements, tablesFile } from '../../province/load/table-statements.ts';
import { AGENCY_TABLES } from '../../province/registers/agency-tables.ts';

/** The database in which the hand-written SQL has everything together. */
export const ONE_PLACE = 'one_place';

/** Copies the tables of all agencies, with their keys and indexes, into one database on the same server. */
export async function copyIntoOneDatabase(
  server: PostgresServer,
  databaseName: (database: string) => string,
  progress: (line: string) => void,
): Promise<void> {
  await onServer(server, 'postgres', async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${ONE_PLACE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${ONE_PLACE}`);
  });
  await onServer(server, ONE_PLACE, async (target) => {
    for (const { database, name } of AGENCY_TABLES) {
      progress(`copying ${name} into one database`);
      const statements = readTableStatements(tablesFile(database)).get(name);
      if (statements === undefined) throw new Error(`\`${name}\` has no statements`);
      await target.query(statements.create);
      await onServer(server, databaseName(database), async (source) => {
        const rows = source.query(copyTo(`COPY ${name} TO STDOUT (FORMAT binary)`));
        await pipeline(rows, target.query(copyFrom(`COPY ${name} FROM STDIN (FORMAT binary)`)));
      });
      // What the hand-written SQL has no use for (triggers, what a change stream shows) costs it nothing here.
      for (const finish of statements.finish)
        if (/^(?:CREATE (?:UNIQUE )?INDEX|ALTER TABLE \S+ ADD)/u.test(finish)) await target.query(finish);
    }
    await target.query('VACUUM ANALYZE');
  });
}

/** Copies that database into DuckDB, through a named pipe a table. */
export async function copyIntoDuckDb(
  server: PostgresServer,
  duck: DuckDBConnection,
  progress: (line: string) => void,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-pipe-'));
  try {
    await onServer(server, ONE_PLACE, async (source) => {
      for (const { name } of AGENCY_TABLES) {
        progress(`copying ${name} into DuckDB`);
        await copyTable(source, duck, name, join(directory, name));
      }
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function copyTable(
  source: pg.ClientBase,
  duck: DuckDBConnection,
  name: string,
  pipe: string,
): Promise<void> {
  if (spawnSync('mkfifo', ['-m', '600', pipe]).status !== 0) throw new Error('no named pipe could be made');
  const { rows: columns } = await source.query<{ name: string; type: string }>(
    `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
     WHERE table_name = $1 ORDER BY ordinal_position`,
    [name],
  );
  const types = columns.map((column) => `'${column.name}': '${duckType(column.type)}'`).join(', ');
  const reading = duck.run(
    `CREATE OR REPLACE TABLE ${name} AS SELECT * FROM read_csv('${pipe}', header = false, auto_detect = false,
       delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {${types}})`,
  );
  const writing = pipeline(
    source.query(copyTo(`COPY ${name} TO STDOUT (FORMAT csv)`)),
    createWriteStream(pipe),
  );
  await Promise.all([reading, writing]);
}

const DUCK_TYPES: Readonly<Record<string, string>> = {
  int8: 'BIGINT',
  int4: 'INTEGER',
  bool: 'BOOLEAN',
  date: 'DATE',
  timestamptz: 'TIMESTAMPTZ',
  numeric: 'DECIMAL(18,4)',
};

function duckType(postgresType: string): string {
  return DUCK_TYPES[postgresType] ?? 'VARCHAR';
}
