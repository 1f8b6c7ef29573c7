import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  agencyDatabase,
  AGENCY_DATABASES,
  ALL_DATABASES,
  IMAGING_ARCHIVE_ROLE,
  IMAGING_DATABASE,
  IMAGING_WORK_ROLE,
  OWNER_ROLE,
  readerRole,
  replicatorRole,
} from './databases.ts';
import { ensureCapture } from './ensure-capture.ts';
import { ensureDatabases, rolePasswordFile, onServer } from './ensure-databases.ts';
import { startPostgres, type PostgresServer } from './start-postgres.ts';
import { withClient } from './with-client.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process of its own that starts a server and waits to be killed. */
const LAUNCHER = `
  import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'start-postgres.ts'))};
  const { port, pid } = await startPostgres({ directory: process.argv[1] });
  console.log(JSON.stringify({ port, pid }));
  setInterval(() => undefined, 1000);
`;

async function launchApart(): Promise<{ readonly kill: () => void; readonly pid: number }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', LAUNCHER, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { pid } = JSON.parse(line.toString()) as { pid: number };
  return { pid, kill: () => child.kill('SIGKILL') };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a server has room for logical decoding, listens on the loopback only and keeps data over a restart', async () => {
  const first = await startPostgres({ directory });
  const settings = await onServer(first, 'postgres', async (client) => {
    await client.query('CREATE TABLE kept AS SELECT 42 AS answer');
    const { rows } = await client.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name = ANY($1)`,
      [['wal_level', 'max_replication_slots', 'max_wal_senders', 'listen_addresses', 'fsync', 'jit']],
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  });
  await first.stop();
  expect(settings).toEqual({
    wal_level: 'logical',
    max_replication_slots: '64',
    max_wal_senders: '0',
    listen_addresses: '127.0.0.1',
    fsync: 'on',
    jit: 'off',
  });
  expect(isAlive(first.pid)).toBe(false);
  expect(statSync(first.passwordFile).mode & 0o777).toBe(0o600);

  const second = await startPostgres({ directory });
  const { rows } = await onServer(second, 'postgres', (client) => client.query('SELECT answer FROM kept'));
  await second.stop();
  expect(rows).toEqual([{ answer: 42 }]);
});

test('a connection without the password is refused', async () => {
  const server = await startPostgres({ directory });
  await expect(
    onServer({ ...server, password: 'guess' }, 'postgres', () => Promise.resolve()),
  ).rejects.toThrow(/password authentication failed/);
  await server.stop();
});

test('no server is left when its launcher is killed', async () => {
  const { pid, kill } = await launchApart();
  expect(isAlive(pid)).toBe(true);
  kill();
  for (let tries = 0; tries < 100 && isAlive(pid); tries += 1) await sleep(100);
  expect(isAlive(pid)).toBe(false);
});

test('a pid file that now names another process does not keep a server from starting', async () => {
  const server = await startPostgres({ directory });
  const file = join(directory, 'data', 'postmaster.pid');
  const lines = readFileSync(file, 'utf8').split('\n').slice(1);
  process.kill(server.pid, 'SIGKILL');
  await server.ended;
  writeFileSync(file, [String(process.pid), ...lines].join('\n'));
  const again = await startPostgres({ directory });
  await again.stop();
  expect(existsSync(file)).toBe(false);
});

if (process.getuid?.() === 0) {
  test('where user namespaces are closed, root runs it as another account', async () => {
    const server = await startPostgres({ directory, account: 'other-account' });
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
    const { rows } = await onServer(server, 'postgres', (client) => client.query('SELECT 1 AS one'));
    const data = await onServer(server, 'postgres', (client) =>
      client.query<{ data_directory: string }>('SHOW data_directory'),
    );
    await server.stop();
    rmSync(join(data.rows[0]!.data_directory, '..'), { recursive: true, force: true });
    expect(rows).toEqual([{ one: 1 }]);
  });
}

type AsRole = (role: string, database: string, statement: string) => Promise<unknown[]>;

/** Runs a statement as a role, on a connection of its own. */
function statementsOn({ host, port }: PostgresServer, passwords: string): AsRole {
  return async (user, database, statement) => {
    const password = readFileSync(rolePasswordFile(passwords, user), 'utf8');
    return withClient({ host, port, user, password, database }, async (client) => {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    });
  };
}

test('every agency database is read by its own reader only, and never written by it', async () => {
  const server = await startPostgres({ directory });
  const passwords = join(directory, 'passwords');
  const as = statementsOn(server, passwords);
  try {
    await ensureDatabases(server, passwords);
    await ensureDatabases(server, passwords);
    await as(OWNER_ROLE, 'vehicles', 'CREATE TABLE vehicle (plate text)');
    await as(OWNER_ROLE, 'vehicles', `INSERT INTO vehicle VALUES ('黑A00001')`);
    const reader = readerRole(agencyDatabase('vehicles'));
    expect(await as(reader, 'vehicles', 'SELECT plate FROM vehicle')).toEqual([{ plate: '黑A00001' }]);
    const write = `BEGIN READ WRITE; INSERT INTO vehicle VALUES ('x')`;
    await expect(as(reader, 'vehicles', `INSERT INTO vehicle VALUES ('x')`)).rejects.toThrow(/read-only/);
    await expect(as(reader, 'vehicles', write)).rejects.toThrow(/permission denied/);
    for (const other of ALL_DATABASES.filter((database) => database !== 'vehicles'))
      await expect(as(reader, other, 'SELECT 1')).rejects.toThrow(/permission denied for database/);
    expect(AGENCY_DATABASES).toHaveLength(8);
  } finally {
    await server.stop();
  }
});

test('the archive of images reaches what it keeps alone, and whoever works with images changes none', async () => {
  const server = await startPostgres({ directory });
  const passwords = join(directory, 'passwords');
  const as = statementsOn(server, passwords);
  try {
    await ensureDatabases(server, passwords);
    const [archive, work] = [IMAGING_ARCHIVE_ROLE, IMAGING_WORK_ROLE];
    await as(archive, IMAGING_DATABASE, 'CREATE TABLE archive.instance AS SELECT 1 AS image');
    await as(work, IMAGING_DATABASE, 'CREATE TABLE report.report AS SELECT 2 AS report');
    expect(await as(work, IMAGING_DATABASE, 'SELECT image FROM archive.instance')).toEqual([{ image: 1 }]);
    for (const [role, statement] of [
      [work, 'DELETE FROM archive.instance'],
      [work, 'CREATE TABLE archive.other (image int)'],
      [archive, 'SELECT report FROM report.report'],
      [archive, 'CREATE TABLE report.other (report int)'],
    ] as const)
      await expect(as(role, IMAGING_DATABASE, statement)).rejects.toThrow(/permission denied/);
    for (const role of [archive, work])
      for (const other of ALL_DATABASES.filter((database) => database !== IMAGING_DATABASE))
        await expect(as(role, other, 'SELECT 1')).rejects.toThrow(/permission denied for database/);
  } finally {
    await server.stop();
  }
});

test('a replicator follows its own database, reaches no other and can not copy the server', async () => {
  const made = await startPostgres({ directory });
  await made.stop();
  // As a hub of before left it.
  const rules = join(directory, 'data', 'pg_hba.conf');
  writeFileSync(rules, 'host replication all 127.0.0.1/32 scram-sha-256\n');
  const server = await startPostgres({ directory });
  const passwords = join(directory, 'passwords');
  const user = replicatorRole(agencyDatabase('vehicles'));
  const as = async (database: string, statement: string, replication?: string): Promise<unknown[]> => {
    const password = readFileSync(rolePasswordFile(passwords, user), 'utf8');
    const login = { host: server.host, port: server.port, user, password, database, replication };
    const client = new pg.Client(login);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };
  try {
    await ensureDatabases(server, passwords);
    await onServer(server, 'postgres', (client) => client.query(`ALTER ROLE ${user} REPLICATION`));
    await ensureDatabases(server, passwords);
    await ensureCapture(server);
    expect(readFileSync(rules, 'utf8')).not.toContain('replication');
    for (const replication of ['true', 'database'])
      await expect(as('vehicles', 'BASE_BACKUP', replication)).rejects.toThrow();
    await as('vehicles', `SELECT sluice_capture.create_slot('own')`);
    await onServer(server, 'vehicles', (client) => client.query('CREATE TABLE vehicle AS SELECT 1 AS plate'));
    expect((await as('vehicles', `SELECT sluice_capture.peek('own', 'sluice_changes', 10)`)).length).toBe(4);
    await expect(as('vehicles', 'SELECT plate FROM vehicle')).rejects.toThrow(/permission denied/);
    for (const other of ['postgres', 'template1', 'housing', 'hub', 'province_truth'])
      await expect(as(other, 'SELECT 1')).rejects.toThrow(/permission denied for database/);
  } finally {
    await server.stop();
  }
});
