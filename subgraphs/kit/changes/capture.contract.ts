import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createPostgresConnector } from '../../../connectors/postgres/postgres-connector.ts';
import { createTestDatabase, createTestRole, testPostgres } from '../../../hub/testing/test-database.ts';
import { applyCaptureFunctions } from './apply-capture-functions.ts';
import { applyStreamSchema } from '../../../stream/postgres/apply-stream-schema.ts';
import { PostgresStream } from '../../../stream/postgres/postgres-stream.ts';
import type { Capture, CaptureParts } from './capture.ts';
import { CAPTURED, CAPTURED_TABLES, describeCapture, type CaptureUnderTest } from './describe-capture.ts';
import { startLogicalDecoding } from './logical-decoding.ts';
import { startPolling } from './polling.ts';
import { relationKeys } from './relation-keys.ts';
import { PUBLICATION } from './replication-slot.ts';

type Login = Readonly<Record<'host' | 'database' | 'user' | 'password', string>> & { readonly port: number };

interface SourceUnderTest extends CaptureUnderTest {
  readonly source: Login;
  readonly owner: pg.Client;
}

/** Source and stream in one database: what they have to do with each other is what is captured. */
async function openSource(start: (source: Login, parts: CaptureParts) => Capture): Promise<SourceUnderTest> {
  const database = await createTestDatabase();
  const { host, port, user, password } = database;
  const source = { host, port, user, password, database: database.database };
  const owner = new pg.Client(source);
  await owner.connect();
  await createTestRole(testPostgres(), 'vehicles_publisher');
  await owner.query('CREATE SCHEMA stream');
  await applyStreamSchema(owner, { publishers: ['vehicles_publisher'], readers: ['vehicles_publisher'] });
  await owner.query(CAPTURED_TABLES);
  await owner.query(`CREATE PUBLICATION ${PUBLICATION} FOR TABLES IN SCHEMA public`);
  await applyCaptureFunctions(owner, user);
  const stream = new PostgresStream(source);
  return {
    source,
    owner,
    stream,
    start: (parts) => start(source, parts),
    change: async (...statements) => {
      await owner.query('BEGIN');
      for (const statement of statements) await owner.query(statement);
      await owner.query('COMMIT');
    },
    interrupt: async () => {
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database()
           AND (application_name = 'sluice-capture' OR application_name = 'sluice-connector')`,
      );
    },
    drop: async () => {
      await stream.close();
      await owner.end();
      await database.drop();
    },
  };
}

const decode = (slot: string) => (source: Login, parts: CaptureParts) =>
  startLogicalDecoding({ ...source, slot }, parts);

const openDecoded = (): Promise<SourceUnderTest> =>
  openSource(decode(`slot_${randomBytes(6).toString('hex')}`));

describeCapture('logical decoding', openDecoded);

describeCapture('polling', () =>
  openSource((source, parts) => {
    const connector = createPostgresConnector({ ...source, poolSize: 2, maxRows: 100_000 });
    const recordColumns = new Map([['vehicle', 'record_id']]);
    const polling = startPolling({ connector, recordColumns, everyMs: 50, overlapMs: 5_000 }, parts);
    return {
      stop: async () => {
        await polling.stop();
        await connector.close();
      },
    };
  }),
);

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; !(await isSo()); attempt += 1) {
    if (attempt === 400) throw new Error('it never came to be');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const kinds = async ({ stream }: SourceUnderTest): Promise<readonly string[]> =>
  (await stream.read(0, 1_000)).events.map(({ event }) => event.kind);

test('a lost slot is said aloud and everything is looked at again', async () => {
  const slot = `slot_${randomBytes(6).toString('hex')}`;
  const under = await openSource(decode(slot));
  const said: string[] = [];
  const start = (): Capture =>
    under.start({
      agency: 'vehicles',
      relations: relationKeys(CAPTURED),
      stream: under.stream,
      say: (level, event) => void said.push(`${level} ${event}`),
    });
  const capture = start();
  await eventually(async () => (await kinds(under)).length === 1);
  await capture.stop();
  await eventually(async () => {
    const { rows } = await under.owner.query<{ active: boolean }>(
      'SELECT active FROM pg_replication_slots WHERE slot_name = $1',
      [slot],
    );
    return rows[0]?.active === false;
  });
  await under.owner.query('SELECT pg_drop_replication_slot($1)', [slot]);
  await under.change(
    `INSERT INTO vehicle (record_id, plate_type, plate, owner_person_key) VALUES (1, '02', 'P1', 'RID:1')`,
  );
  const again = start();
  await eventually(async () => (await kinds(under)).length === 2);
  expect(await kinds(under)).toEqual(['RESYNC', 'RESYNC']);
  expect(said).toEqual(['info CaptureBegins', 'warn ChangesLost']);
  await under.change(`UPDATE vehicle SET brand = 'x' WHERE record_id = 1`);
  await eventually(async () => (await kinds(under)).length === 3);
  expect((await kinds(under)).at(-1)).toBe('CHANGE');
  await again.stop();
  await under.drop();
});

/** Lets everything through to the server, but of the connection that follows the log no answer comes back. */
async function holdingFollowers(
  { host, port }: Login,
  onHeld: () => void,
): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((client) => {
    const upstream = connect({ host, port });
    client.once('data', (startup) => {
      upstream.write(startup);
      client.pipe(upstream);
      if (!startup.includes('sluice-capture')) upstream.pipe(client);
      else upstream.once('data', onHeld).once('end', () => client.end());
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

test('capturing stops also while a connection is being made', async () => {
  const held = Promise.withResolvers<undefined>();
  const slot = `slot_${randomBytes(6).toString('hex')}`;
  const under = await openSource(decode(slot));
  const between = await holdingFollowers(under.source, () => held.resolve(undefined));
  const capture = decode(slot)(
    { ...under.source, host: '127.0.0.1', port: between.port },
    {
      agency: 'vehicles',
      relations: relationKeys(CAPTURED),
      stream: under.stream,
      say: () => undefined,
    },
  );
  await held.promise;
  await capture.stop();
  between.close();
  await under.drop();
}, 20_000);

test('an emptied table and one with changed keys in place are told by logical decoding', async () => {
  const under = await openDecoded();
  const capture = under.start({
    agency: 'vehicles',
    relations: relationKeys(CAPTURED),
    stream: under.stream,
    say: () => undefined,
  });
  await eventually(async () => (await kinds(under)).length === 1);
  await under.change(
    `INSERT INTO vehicle (record_id, plate_type, plate, owner_person_key) VALUES (1, '02', 'P1', 'RID:1')`,
    `UPDATE vehicle SET owner_person_key = 'RID:2'`,
    'DELETE FROM vehicle',
    'TRUNCATE vehicle',
  );
  await eventually(async () => (await kinds(under)).length === 5);
  const { events } = await under.stream.read(0, 10);
  expect(
    events.map(({ event }) =>
      event.kind === 'RESYNC'
        ? 'RESYNC'
        : event.keys.filter(({ type }) => type === 'Person').map(({ key }) => key),
    ),
  ).toEqual(['RESYNC', ['RID:1'], ['RID:1', 'RID:2'], ['RID:2'], 'RESYNC']);
  await capture.stop();
  await under.drop();
});

test('the source may forget what the stream has, and nothing before', async () => {
  const under = await openDecoded();
  const parts: CaptureParts = {
    agency: 'vehicles',
    relations: relationKeys(CAPTURED),
    stream: under.stream,
    say: () => undefined,
  };
  const first = under.start(parts);
  await eventually(async () => (await kinds(under)).length === 1);
  await under.owner.query('REVOKE EXECUTE ON FUNCTION stream.publish(jsonb) FROM PUBLIC');
  // A stream that takes nothing: its function refuses whoever calls it.
  await under.owner.query('ALTER FUNCTION stream.publish(jsonb) RENAME TO publish_away');
  await under.change(
    `INSERT INTO vehicle (record_id, plate_type, plate, owner_person_key) VALUES (1, '02', 'P1', 'RID:1')`,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await first.stop();
  await under.owner.query('ALTER FUNCTION stream.publish_away(jsonb) RENAME TO publish');
  expect(await kinds(under)).toEqual(['RESYNC']);
  const second = under.start(parts);
  await eventually(async () => (await kinds(under)).length === 2);
  await second.stop();
  await under.drop();
});
