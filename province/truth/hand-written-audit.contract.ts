import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { makeProvince } from '../make-province.ts';
import { AGENCY_TABLES } from '../registers/agency-tables.ts';
import { handWrittenAudit } from './hand-written-audit.ts';

const folder = mkdtempSync(join(tmpdir(), 'hand-written-'));
let database: TestDatabase;
let client: pg.Client;
let instance: DuckDBInstance;
let duck: DuckDBConnection;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeProvince({
    residents: 6000,
    seed: 11,
    server: { ...database, databaseName: () => database.database },
  });
  client = new pg.Client(database);
  await client.connect();
  instance = await DuckDBInstance.create(':memory:');
  duck = await instance.connect();
  for (const { name } of AGENCY_TABLES) await copyTable(name);
  for (const statement of handWrittenAudit()) {
    await client.query(statement);
    await duck.run(statement);
  }
}, 120_000);
afterAll(async () => {
  duck.closeSync();
  instance.closeSync();
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function copyTable(name: string): Promise<void> {
  const { rows } = await client.query<{ column: string; type: string }>(
    `SELECT attname AS column, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
    [name],
  );
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, await buffer(client.query(copyTo(`COPY ${name} TO STDOUT (FORMAT csv, NULL '\\N')`))));
  await duck.run(`CREATE TABLE ${name} (${rows.map(({ column, type }) => `${column} ${type}`).join(', ')})`);
  await duck.run(`COPY ${name} FROM '${file}' (FORMAT csv, HEADER false, NULL '\\N')`);
}

async function inPostgres(sql: string): Promise<readonly unknown[]> {
  return (await client.query<{ line: unknown }>(sql)).rows.map(({ line }) => line).sort();
}
async function inDuck(sql: string): Promise<readonly unknown[]> {
  return (await duck.runAndReadAll(sql))
    .getRowsJS()
    .map(([line]) => line)
    .sort();
}

test('both databases find the same, on the same evidence', async () => {
  const findings = `SELECT concat_ws(' ', rule_id, case_key, person_key, evidence_key) AS line FROM audit.finding`;
  const found = await inPostgres(findings);
  expect(found.length).toBeGreaterThan(100);
  expect(new Set(found).size).toBe(found.length);
  expect(await inDuck(findings)).toEqual(found);
  const evidence = `SELECT concat_ws(' ', rule_id, case_key, evidence_key, path, record_key, coalesce(value, '-')) AS line
    FROM audit.evidence`;
  const values = await inPostgres(evidence);
  expect(new Set(values).size).toBe(values.length);
  expect(await inDuck(evidence)).toEqual(values);
});

test('no finding is without evidence, no evidence without a finding', async () => {
  const odd = `SELECT count(*)::text AS line FROM audit.finding FULL JOIN
    (SELECT DISTINCT rule_id, case_key, evidence_key FROM audit.evidence) AS e USING (rule_id, case_key, evidence_key)
    WHERE person_key IS NULL OR evidence_key IS NULL`;
  expect(await inPostgres(odd)).toEqual(['0']);
});

test.each([
  'DEAD_AND_PAID',
  'BARRED_VEHICLE',
  'TWO_HOMES',
  'COMPANY_CONTROL',
  'INCOME_OVER_LINE',
  'DOUBLE_SCHEME',
  'MOVED_AWAY',
  'BASE_OVER_LINE',
  'TEKUN_ABLE_TO_WORK',
  'PUBLIC_PAY_IN_FAMILY',
  'POVERTY_BY_ILLNESS',
])(
  'it finds all that was planted of %s, about whom it was planted, and none that is exempt',
  async (kind) => {
    const planted =
      await inPostgres(`SELECT DISTINCT coalesce(case_number, person_key) || ' ' || person_key AS line
    FROM planted_case WHERE kind = '${kind}' AND NOT exempt`);
    const found = await inPostgres(`SELECT DISTINCT case_key || ' ' || person_key AS line FROM audit.finding
    WHERE starts_with(rule_id, '${kind.toLowerCase().replaceAll('_', '-')}.')`);
    expect(planted.length).toBeGreaterThan(2);
    expect(found).toEqual(planted);
  },
);

test('the script names no table but those of the agencies and its own', () => {
  const text = readFileSync(join(import.meta.dirname, 'hand-written-audit.sql'), 'utf8').replace(
    /--.*$/gmu,
    '',
  );
  const named = [...text.matchAll(/\b(?:FROM|JOIN) ([a-z_]+(?:\.\w+)?)/gu)].map(([, table]) => table ?? '');
  const known = new Set(AGENCY_TABLES.map(({ name }) => name));
  expect(named.filter((table) => !known.has(table) && !table.startsWith('audit.'))).toEqual([]);
});
