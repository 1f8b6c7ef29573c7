import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { testServer } from '../../connectors/postgres/postgres-under-test.ts';
import { TestGateway } from './testing/test-gateway.ts';

const ROOT = join(import.meta.dirname, '../..');
const { gateway, keys } = TestGateway.withKeys('vehicles');
const database = `start_${randomBytes(6).toString('hex')}`;
const directory = mkdtempSync(join(tmpdir(), 'sluice-start-'));
const file = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
};
const configuration = () => {
  const { host, port, user, password } = testServer();
  return {
    name: 'vehicles',
    host: '127.0.0.1',
    port: 0,
    source: {
      kind: 'postgres',
      host,
      port,
      database,
      user,
      passwordFile: file('password', `${password}\n`),
      poolSize: 2,
      maxRows: 1_000,
    },
    grantPublicKeyFile: file(
      'grant.pem',
      keys.grantPublicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ),
    fetchKeyFile: file('fetch.key', keys.fetchKey.export().toString('base64url')),
    dataSubjectTagKeyFile: file('tag.key', keys.dataSubjectTagKey.export().toString('base64url')),
    stateDirectory: join(directory, 'state'),
  };
};

const onServer = async (name: string, statement: string): Promise<void> => {
  const client = new pg.Client({ ...testServer(), database: name });
  await client.connect();
  await client.query(statement);
  await client.end();
};
beforeAll(async () => {
  await onServer('postgres', `create database ${database}`);
  await onServer(database, readFileSync(join(ROOT, 'province/agencies/vehicles.sql'), 'utf8'));
  await onServer(
    database,
    `insert into vehicle (record_id, valid_from, recorded_from, plate_type, plate, vehicle_kind, use, status,
       first_registered_on, division)
     values (1, '2026-01-01', now(), '02', '黑A00001', 'CAR', 'PRIVATE', 'NORMAL', '2026-01-01', '239901001')`,
  );
});

const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await onServer('postgres', `drop database ${database} with (force)`);
  rmSync(directory, { recursive: true });
});

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'subgraphs/kit/start-subgraph.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // The test's own flags are not for it.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  return child;
}

/** What a command that ends by itself said. */
async function run(...args: readonly string[]) {
  const child = start(...args);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (child.exitCode === null) await once(child, 'exit');
  return { code: child.exitCode, stdout, stderr };
}

async function listening(child: ReturnType<typeof start>): Promise<number> {
  for await (const line of createInterface(child.stdout))
    return (JSON.parse(line) as { readonly listening: number }).listening;
  throw new Error('the subgraph ended before it listened');
}

const config = (bend: object = {}): string =>
  file(`${randomBytes(4).toString('hex')}.json`, JSON.stringify({ ...configuration(), ...bend }));

test.each<[string, (child: ChildProcess) => unknown]>([
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['SIGINT', (child) => child.kill('SIGINT')],
  ['the end of its launcher', (child) => child.stdin?.end()],
])('an agency’s subgraph starts alone, answers, and ends at %s', async (_, end) => {
  const child = start('vehicles', '--config', config());
  const port = await listening(child);
  const uses = [
    'Query.vehicle:project',
    'Vehicle.plateType:filter-eq',
    'Vehicle.plate:project',
    'Vehicle.plate:filter-eq',
  ];
  const answer = await gateway.fetch(`http://127.0.0.1:${port}/graphql`, {
    query: '{ vehicle(plateType: "02", plate: "黑A00001") { plate } }',
    grant: gateway.grant(uses),
  });
  expect(answer.data).toEqual({ vehicle: { plate: '黑A00001' } });
  const exit = once(child, 'exit');
  end(child);
  expect(await exit).toEqual([0, null]);
});

test('--help says how, and what the configuration holds', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const key of Object.keys(configuration())) expect(stdout).toContain(key);
});

test('--check compares the mapping with the source', async () => {
  expect(await run('vehicles', '--config', config(), '--check')).toMatchObject({
    code: 0,
    stdout: 'the mapping fits the source\n',
  });
  await onServer(database, 'alter table vehicle rename column brand to make');
  const { code, stdout } = await run('vehicles', '--config', config(), '--check');
  await onServer(database, 'alter table vehicle rename column make to brand');
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'vehicle.brand: the source has no column `brand`\n' });
});

test.each<[string, () => readonly string[], string]>([
  ['no name', () => ['--config', config()], 'give one name'],
  ['no configuration', () => ['vehicles'], 'give one name and a configuration file'],
  ['an unknown name', () => ['nobody', '--config', config()], 'there is no subgraph `nobody`'],
  ['a name that is a path', () => ['../kit', '--config', config()], 'there is no subgraph'],
  ['another’s configuration', () => ['housing', '--config', config()], 'the configuration is for `vehicles`'],
  ['an unknown key', () => ['vehicles', '--config', config({ prot: 1 })], '`prot` is not a known key'],
  ['an unknown option', () => ['vehicles', '--confg', 'x'], "Unknown option '--confg'"],
])('%s is refused with the reason, on one line', async (_, args, reason) => {
  const { code, stderr, stdout } = await run(...args());
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(reason);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
