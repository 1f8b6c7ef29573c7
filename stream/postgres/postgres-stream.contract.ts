import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, createTestRole, testPostgres } from '../../hub/testing/test-database.ts';
import { changeAt, describeChangeStream, type StreamUnderTest } from '../describe-change-stream.ts';
import { applyStreamSchema } from './apply-stream-schema.ts';
import { PostgresStream } from './postgres-stream.ts';

interface PostgresStreamUnderTest extends StreamUnderTest {
  readonly owner: pg.Client;
}

const AGENCIES = ['vehicles', 'housing'];

async function openStream(): Promise<PostgresStreamUnderTest> {
  const database = await createTestDatabase();
  const { host, port } = database;
  const owner = new pg.Client({ ...database });
  await owner.connect();
  await owner.query('CREATE SCHEMA stream');
  const logins = new Map<string, { readonly user: string; readonly password: string }>();
  for (const role of [...AGENCIES.map((agency) => `${agency}_publisher`), 'stream_reader'])
    logins.set(role, await createTestRole(testPostgres(), role));
  await applyStreamSchema(owner, {
    publishers: AGENCIES.map((agency) => `${agency}_publisher`),
    readers: ['stream_reader'],
  });
  const streams: PostgresStream[] = [];
  const open = (role: string): PostgresStream => {
    const { user, password } = logins.get(role)!;
    const stream = new PostgresStream({ host, port, database: database.database, user, password });
    streams.push(stream);
    return stream;
  };
  return {
    owner,
    publisher: (agency) => open(`${agency}_publisher`),
    reader: () => open('stream_reader'),
    keepFor: async (milliseconds) => {
      await owner.query(`UPDATE stream.state SET keep = make_interval(secs => $1)`, [milliseconds / 1_000]);
    },
    interrupt: async () => {
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    },
    drop: async () => {
      await Promise.all(streams.map((stream) => stream.close()));
      await owner.end();
      await database.drop();
    },
  };
}

describeChangeStream('a table of PostgreSQL', openStream);

test('an agency publishes its own changes alone, and changes nothing that was published', async () => {
  const stream = await openStream();
  try {
    const vehicles = stream.publisher('vehicles');
    await expect(vehicles.publish([changeAt('housing', 1)])).rejects.toThrow('its own changes alone');
    await vehicles.publish([changeAt('vehicles', 1)]);
    await expect(vehicles.lastPosition('housing')).rejects.toThrow('its own position alone');
    await expect(vehicles.read(0, 1)).rejects.toThrow('permission denied');
    await stream.owner.query('SET ROLE vehicles_publisher');
    await expect(stream.owner.query('DELETE FROM stream.event')).rejects.toThrow('permission denied');
    await stream.owner.query('RESET ROLE');
  } finally {
    await stream.drop();
  }
});

test('an event that can not be read is passed over and told of by name', async () => {
  const stream = await openStream();
  try {
    await stream.publisher('vehicles').publish([1, 2, 3].map((number) => changeAt('vehicles', number)));
    await stream.owner.query(`UPDATE stream.event SET keys = '{}' WHERE sequence > 1`);
    const { position } = changeAt('vehicles', 2);
    const { events, unreadable, upTo } = await stream.reader().read(0, 2);
    expect([events.length, unreadable, upTo]).toEqual([1, [{ agency: 'vehicles', position }], 2]);
    expect((await stream.reader().read(2, 1)).upTo).toBe(3);
  } finally {
    await stream.drop();
  }
});
