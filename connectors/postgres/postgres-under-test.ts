import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { CONTRACT_ROWS } from '../contract-rows.ts';
import type { SourceUnderTest } from '../contract-suite.ts';
import { createPostgresConnector } from './postgres-connector.ts';

const WIDE = { rows: 200_000, padding: 1_000 };
const RELATIONS = `
create table contract_row (
  record_id bigint primary key, family text not null, label text, amount bigint, ratio numeric(8,4), day date,
  month char(7), seen_at timestamptz, is_open boolean, division text
);
create view contract_wide as
  select g as record_id, repeat('x', ${WIDE.padding}) as padding from generate_series(1, ${WIDE.rows}) g;
create view contract_slow as select g as record_id from generate_series(1, 3) g where pg_sleep(30) is not null;
create function write_anyway() returns bigint language sql security definer volatile as
  $$ insert into contract_row (record_id, family) values (-1, 'written') returning record_id $$;
create view contract_writing as select write_anyway() as record_id;
`;

/** A PostgreSQL server that tests may use as its administrator. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The server that the test run brought up. */
export function testServer(): TestServer {
  const text = process.env['SLUICE_TEST_POSTGRES'];
  if (!text) throw new Error('contract tests need a PostgreSQL server; `npm test` starts one');
  return JSON.parse(text) as TestServer;
}

/** A database of its own on the test server, with a role that may only read it. */
export async function createPostgresUnderTest(): Promise<SourceUnderTest> {
  const server = testServer();
  const name = `contract_${randomBytes(6).toString('hex')}`;
  const role = { user: `${name}_reader`, password: randomBytes(12).toString('hex') };
  const administrator = new pg.Client({ ...server, database: 'postgres' });
  await administrator.connect();
  await administrator.query(`create database ${name}`);
  await administrator.query(`create role ${role.user} login password '${role.password}'`);
  await fill({ ...server, database: name }, role.user);
  const count = async (condition: string): Promise<number> => {
    const { rows } = await administrator.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = $1 and application_name = 'sluice-connector' and ${condition}`,
      [name],
    );
    return rows[0]?.n ?? 0;
  };
  return {
    wide: WIDE,
    patienceMs: 3_000,
    connect: (limits = {}) =>
      createPostgresConnector({
        host: server.host,
        port: server.port,
        database: name,
        ...role,
        poolSize: 4,
        maxRows: 1_000,
        ...limits,
      }),
    openStatements: () => count(`state = 'active' and query ~ 'contract_'`),
    waitsForReader: async () =>
      (await count(`state = 'active' and wait_event = 'ClientRead' and query ~ 'contract_wide'`)) > 0,
    waitsToSend: async () =>
      (await count(`state = 'active' and wait_event = 'ClientWrite' and query ~ 'contract_wide'`)) > 0,
    async stop() {
      await administrator.query(`alter database ${name} allow_connections false`);
      await administrator.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        name,
      ]);
    },
    async start() {
      await administrator.query(`alter database ${name} allow_connections true`);
    },
    async dispose() {
      await administrator.query(`drop database ${name} with (force)`);
      await administrator.query(`drop role ${role.user}`);
      await administrator.end();
    },
  };
}

async function fill(database: pg.ClientConfig, reader: string): Promise<void> {
  const owner = new pg.Client(database);
  await owner.connect();
  await owner.query(RELATIONS);
  await owner.query(`grant select on all tables in schema public to ${reader}`);
  await owner.query(
    'insert into contract_row select * from json_populate_recordset(null::contract_row, $1)',
    [JSON.stringify(CONTRACT_ROWS)],
  );
  await owner.end();
}
