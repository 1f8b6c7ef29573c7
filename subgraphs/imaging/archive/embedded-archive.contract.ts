import { createHash } from 'node:crypto';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { syntheticObject, uidsOf } from '../dicom/testing/synthetic-object.ts';
import { describeImageArchive } from './describe-image-archive.ts';
import { EmbeddedArchive } from './embedded-archive.ts';
import { ObjectStore } from './object-store.ts';
import { openTestArchive, type TestArchive } from './testing/open-test-archive.ts';

const open = async () => {
  const database = await createTestDatabase();
  const { host, port, user, password } = database;
  const opened = await openTestArchive({ host, port, user, password, database: database.database });
  return { ...opened, close: () => opened.close().then(() => database.drop()) };
};

describeImageArchive('the embedded archive', open);

let database: TestArchive;
beforeAll(async () => {
  database = await open();
});
afterAll(() => database.close());

const RECEPTION = {
  hospital: 'first-hospital',
  receivedBy: 'STOW',
  quota: { objectsPerDay: 100, bytesPerDay: 1e9 },
} as const;
const objects = (): readonly string[] =>
  readdirSync(join(database.directory, 'objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

async function send(bytes: Uint8Array, hospital: string = RECEPTION.hospital) {
  const incoming = await database.archive.receive();
  await incoming.write(bytes);
  return database.archive.ingest(incoming, { ...RECEPTION, hospital });
}

test('an object that is put aside keeps its bytes, with the reason', async () => {
  await send(Buffer.from('no image at all'));
  const { rows } = await database.pool.query<{ sha256: string; reason: string }>(
    'SELECT * FROM archive.rejected',
  );
  expect(rows).toMatchObject([{ reason: 'NOT_DICOM' }]);
  expect(objects()).toContain(rows[0]!.sha256);
});

test('what another hospital sends under a UID that is taken is kept beside, as its own', async () => {
  const bytes = syntheticObject({ study: 33 });
  await send(bytes);
  await send(bytes, 'second-hospital');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { rows } = await database.pool.query('SELECT sha256, hospital FROM archive.conflict');
  expect(rows).toEqual([{ sha256, hospital: 'second-hospital' }]);
});

test('what is larger than allowed is refused while it comes', async () => {
  const incoming = await database.archive.receive();
  await expect(incoming.write(Buffer.alloc(5 * 1024 * 1024))).rejects.toMatchObject({
    code: 'IMAGE_TOO_LARGE',
  });
  await incoming.abandon();
  expect(readdirSync(join(database.directory, 'incoming'))).toEqual([]);
});

test('a file that changed is not given', async () => {
  await send(syntheticObject({ study: 30 }));
  const stored = (await database.archive.instance(uidsOf({ study: 30 }).sop))!;
  truncateSync(join(database.directory, 'objects', stored.sha256.slice(0, 2), stored.sha256), 100);
  await expect(stored.read()).rejects.toMatchObject({ code: 'IMAGE_ARCHIVE_DAMAGED' });
});

test('a file that changed is not committed to, and whole again once it is sent again', async () => {
  const { sop } = uidsOf({ study: 34 });
  await send(syntheticObject({ study: 34 }));
  const { sha256 } = (await database.archive.instance(sop))!;
  const hospital = 'first-hospital';
  expect(await database.archive.commit('1.2.34', hospital, [sop])).toEqual({ held: [sop], missing: [] });
  truncateSync(join(database.directory, 'objects', sha256.slice(0, 2), sha256), 100);
  expect(await database.archive.commit('1.2.35', hospital, [sop])).toEqual({ held: [], missing: [sop] });
  expect(await send(syntheticObject({ study: 34 }))).toMatchObject({ kind: 'DUPLICATE' });
  expect(await (await database.archive.instance(sop))!.read()).toEqual(syntheticObject({ study: 34 }));
  expect(await database.archive.commit('1.2.36', hospital, [sop])).toEqual({ held: [sop], missing: [] });
});

test('of objects that are asked for together, four are read at once', async () => {
  const bytes = syntheticObject({ study: 33 });
  await send(bytes);
  let reading = 0;
  let most = 0;
  const elsewhere = async (): Promise<Buffer> => {
    most = Math.max(most, ++reading);
    await sleep(2);
    reading -= 1;
    return bytes;
  };
  const without = await ObjectStore.open(join(database.directory, 'without-files'), { elsewhere });
  const archive = new EmbeddedArchive(without, database.pool);
  const read = async () => (await archive.instance(uidsOf({ study: 33 }).sop))!.read();
  const all = await Promise.all(Array.from({ length: 20 }, read));
  expect(all.every((each) => each.equals(bytes))).toBe(true);
  expect(most).toBe(4);
});

test('where the entry can not be made nothing is told, and what is left over is removed', async () => {
  await database.pool.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$`,
  );
  await database.pool.query(
    `CREATE CONSTRAINT TRIGGER late AFTER INSERT ON archive.instance DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
     EXECUTE FUNCTION refuse()`,
  );
  const before = objects().length;
  await expect(send(syntheticObject({ study: 31 }))).rejects.toMatchObject({
    code: 'IMAGE_ARCHIVE_UNAVAILABLE',
  });
  expect(objects()).toHaveLength(before + 1);
  await database.pool.query('DROP TRIGGER late ON archive.instance');
  expect(await database.archive.removeOrphans(new Date(Date.now() - 60_000))).toBe(0);
  expect(await database.archive.removeOrphans(new Date(Date.now() + 60_000))).toBe(1);
  expect(objects()).toHaveLength(before);
  expect(await send(syntheticObject({ study: 31 }))).toMatchObject({ kind: 'STORED' });
});

test('opened again, it has what was kept and has forgotten what was only coming', async () => {
  const bytes = syntheticObject({ study: 32 });
  await send(bytes);
  const half = await database.archive.receive();
  await half.write(bytes.subarray(0, 100));
  await ObjectStore.open(database.directory);
  expect(readdirSync(join(database.directory, 'incoming'))).toEqual([]);
  expect(await (await database.archive.instance(uidsOf({ study: 32 }).sop))!.read()).toEqual(bytes);
  await half.abandon();
});
