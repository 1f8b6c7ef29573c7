import { createHash } from 'node:crypto';
import { existsSync, truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { startOrthanc, type TestOrthanc } from '../../../../hub/testing/orthanc.ts';
import { createTestDatabase } from '../../../../hub/testing/test-database.ts';
import { syntheticObject, uidsOf } from '../../dicom/testing/synthetic-object.ts';
import { applyArchiveSchema } from '../apply-archive-schema.ts';
import { describeImageArchive } from '../describe-image-archive.ts';
import { EmbeddedArchive } from '../embedded-archive.ts';
import type { IncomingObject, IngestOutcome, Reception } from '../image-archive.ts';
import { ObjectStore } from '../object-store.ts';
import { HandOver, readFromOrthanc } from './hand-over.ts';
import { OrthancClient } from './orthanc-client.ts';

/** An archive whose objects lie in Orthanc alone as soon as they are taken in: nothing here can answer in its place. */
class HandingOver extends EmbeddedArchive {
  handOver: HandOver | null = null;

  override async ingest(incoming: IncomingObject, reception: Reception): Promise<IngestOutcome> {
    const outcome = await super.ingest(incoming, reception);
    await this.handOver?.run();
    return outcome;
  }
}

interface Opened {
  readonly archive: HandingOver;
  readonly handOver: HandOver;
  readonly pool: pg.Pool;
  /** Whether we have a file of our own of this object. */
  hasFile(bytes: Uint8Array): boolean;
  damage(bytes: Uint8Array): void;
  close(): Promise<void>;
}

async function open(orthanc: TestOrthanc): Promise<Opened> {
  const database = await createTestDatabase();
  const { host, port, user, password } = database;
  const directory = await mkdtemp(join(tmpdir(), 'sluice-orthanc-'));
  const pool = new pg.Pool({ host, port, user, password, database: database.database, max: 8 });
  const client = await pool.connect();
  await client.query('CREATE SCHEMA archive');
  await applyArchiveSchema(client);
  client.release();
  const server = new OrthancClient(orthanc);
  const store = await ObjectStore.open(directory, { elsewhere: readFromOrthanc(pool, server) });
  const archive = new HandingOver(store, pool);
  const handOver = new HandOver({ pool, store, orthanc: server, keepMs: 0 });
  const fileOf = (bytes: Uint8Array): string => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return join(directory, 'objects', sha256.slice(0, 2), sha256);
  };
  return {
    archive,
    handOver,
    pool,
    hasFile: (bytes) => existsSync(fileOf(bytes)),
    damage: (bytes) => truncateSync(fileOf(bytes), 100),
    close: async () => {
      await pool.end();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

describeImageArchive('Orthanc as the archive', async () => {
  const orthanc = await startOrthanc();
  const opened = await open(orthanc);
  opened.archive.handOver = opened.handOver;
  return { archive: opened.archive, close: () => opened.close().then(() => orthanc.dispose()) };
});

let orthanc: TestOrthanc;
let opened: Opened;
beforeAll(async () => {
  orthanc = await startOrthanc();
  opened = await open(orthanc);
});
afterAll(async () => {
  await opened.close();
  await orthanc.dispose();
});

async function send(bytes: Uint8Array): Promise<void> {
  const incoming = await opened.archive.receive();
  await incoming.write(bytes);
  const quota = { objectsPerDay: 100, bytesPerDay: 1e9 };
  const outcome = await opened.archive.ingest(incoming, { hospital: 'first', receivedBy: 'STOW', quota });
  expect(outcome.kind).toBe('STORED');
}
const given = async (study: number): Promise<Buffer> =>
  (await opened.archive.instance(uidsOf({ study }).sop))!.read();
async function refused(): Promise<readonly unknown[]> {
  const { rows } = await opened.pool.query<{ refused: string }>(
    'SELECT refused FROM archive.handed_over WHERE refused IS NOT NULL',
  );
  return rows;
}

test('our own file goes once Orthanc holds the same bytes, and Orthanc shows them to whoever asks it', async () => {
  const bytes = syntheticObject({ study: 70 });
  await send(bytes);
  expect(opened.hasFile(bytes)).toBe(true);
  expect(await opened.handOver.run()).toEqual({ handed: 1, removed: 1 });
  expect(opened.hasFile(bytes)).toBe(false);
  expect(await given(70)).toEqual(bytes);
  const answer = await orthanc.ask(`/dicom-web/studies?StudyInstanceUID=${uidsOf({ study: 70 }).study}`);
  expect(await answer.json()).toMatchObject([
    { '00100010': { Value: [{ Alphabetic: 'Wang^Xiaohong', Ideographic: '王^小红' }] } },
  ]);
});

test('while Orthanc is away hospitals send and read on, and it is given what waited when it is back', async () => {
  const bytes = syntheticObject({ study: 71 });
  await orthanc.stop('SIGKILL');
  try {
    await send(bytes);
    await expect(opened.handOver.run()).rejects.toThrow();
    expect(await given(71)).toEqual(bytes);
  } finally {
    await orthanc.start();
  }
  expect(await opened.handOver.run()).toEqual({ handed: 1, removed: 1 });
  expect(await given(71)).toEqual(bytes);
});

test('where Orthanc holds something else under the same UIDs ours stays here, and is what we give', async () => {
  const [bytes, other] = [
    syntheticObject({ study: 72 }),
    syntheticObject({ study: 72, elements: [['00180015', 'CS', 'HAND']] }),
  ];
  await orthanc.ask('/instances', { method: 'POST', body: Uint8Array.from(other) });
  await send(bytes);
  expect(await opened.handOver.run()).toEqual({ handed: 1, removed: 0 });
  expect(await refused()).toEqual([{ refused: 'OTHER_CONTENT' }]);
  expect(opened.hasFile(bytes)).toBe(true);
  expect(await given(72)).toEqual(bytes);
});

test('what Orthanc has lost before our file went, it is given again', async () => {
  const bytes = syntheticObject({ study: 73 });
  await send(bytes);
  await opened.pool.query(
    `INSERT INTO archive.handed_over (sha256, orthanc_id) SELECT sha256, 'never-there' FROM archive.instance
     WHERE sop_instance_uid = $1`,
    [uidsOf({ study: 73 }).sop],
  );
  expect(await opened.handOver.run()).toEqual({ handed: 0, removed: 0 });
  expect(opened.hasFile(bytes)).toBe(true);
  expect(await opened.handOver.run()).toEqual({ handed: 1, removed: 1 });
  expect(await given(73)).toEqual(bytes);
});

test('a file that was damaged here is not handed over, and keeps no other from it', async () => {
  const [damaged, sound] = [syntheticObject({ study: 74 }), syntheticObject({ study: 75 })];
  await send(damaged);
  await send(sound);
  opened.damage(damaged);
  expect(await opened.handOver.run()).toEqual({ handed: 2, removed: 1 });
  expect(await refused()).toContainEqual({ refused: 'DAMAGED' });
  expect(await given(75)).toEqual(sound);
});
