import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { applySchema } from './apply-schema.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-schema-'));
let database: TestDatabase;
let clients: readonly pg.Client[];

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  clients = [1, 2].map(() => new pg.Client({ host, port, user, password, database: database.database }));
  for (const client of clients) await client.connect();
  await clients[0]!.query('CREATE SCHEMA store');
});
afterAll(async () => {
  for (const client of clients) await client.end();
  await database.drop();
  rmSync(directory, { recursive: true });
});

function fileOf(name: string, text: string): URL {
  const path = join(directory, name);
  writeFileSync(path, text);
  return pathToFileURL(path);
}

async function applied(table: string): Promise<number> {
  const { rows } = await clients[0]!.query<{ n: number }>(`SELECT count(*)::int AS n FROM store.${table}`);
  return rows[0]!.n;
}

const once = (table: string): string =>
  `CREATE TABLE IF NOT EXISTS store.${table} (x int); INSERT INTO store.${table} VALUES (1);`;

test('a file is applied once by any number of processes, and again when it says something else', async () => {
  const file = fileOf('a.sql', once('a'));
  await Promise.all(clients.map((client) => applySchema(client, 'store', file)));
  await applySchema(clients[0]!, 'store', file);
  expect(await applied('a')).toBe(1);
  await applySchema(clients[0]!, 'store', fileOf('a.sql', `${once('a')} SELECT 1;`));
  expect(await applied('a')).toBe(2);
});

test('two files of one schema are two', async () => {
  await applySchema(clients[0]!, 'store', fileOf('b.sql', once('b')));
  await applySchema(clients[0]!, 'store', fileOf('c.sql', once('c')));
  await applySchema(clients[0]!, 'store', fileOf('b.sql', once('b')));
  expect([await applied('b'), await applied('c')]).toEqual([1, 1]);
});

test('of a file that can not be applied whole nothing stays, and it is tried again', async () => {
  await expect(
    applySchema(clients[0]!, 'store', fileOf('d.sql', `${once('d')} SELECT 1 / 0;`)),
  ).rejects.toThrow('division by zero');
  await applySchema(clients[0]!, 'store', fileOf('d.sql', once('d')));
  expect(await applied('d')).toBe(1);
});
