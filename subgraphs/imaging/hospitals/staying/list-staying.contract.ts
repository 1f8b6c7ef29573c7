import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { Connector, ReadOptions, Selection } from '../../../../connectors/contract.ts';
import { createDicomwebConnector } from '../../../../connectors/dicomweb/dicomweb-connector.ts';
import { HOSPITAL_RELATIONS } from '../../../../connectors/dicomweb/hospital-relations.ts';
import { createTestDatabase, type TestDatabase } from '../../../../hub/testing/test-database.ts';
import { openTestArchive, type TestArchive } from '../../archive/testing/open-test-archive.ts';
import { SYNTHETIC_PATIENT_ID, syntheticObject, uidsOf } from '../../dicom/testing/synthetic-object.ts';
import { issueArchiveToken } from '../../dicomweb/archive-token.ts';
import { createDicomweb } from '../../dicomweb/dicomweb.ts';
import { openImagingDatabase } from '../../serve/testing/imaging-database.ts';
import { forgetOthers, listStaying } from './list-staying.ts';

/** The hospital's server is another archive of ours, which is a DICOMweb server as any. */
const KEEPS = 'keeping-hospital';
const TOKENS = { issuer: 'https://issuer.invalid', audience: 'theirs' };
const OTHER = [
  ['00080020', 'DA', '20260801'],
  ['00100020', 'LO', 'local-7'],
] as const;
let databases: readonly TestDatabase[];
let ours: TestArchive;
let theirs: TestArchive;
let server: FastifyInstance;
let connector: Connector;
let authorization: string;

beforeAll(async () => {
  databases = [await createTestDatabase(), await createTestDatabase()];
  const [own, foreign] = databases.map(({ host, port, user, password, database }) => ({
    ...{ host, port, user, password, database },
  }));
  ours = await openImagingDatabase(own!);
  theirs = await openTestArchive(foreign!);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const quotas = { theirs: { objectsPerDay: 1, bytesPerDay: 1 } };
  const of = { holdsCredential: () => Promise.resolve(true), noteViewing: () => Promise.resolve() };
  server = createDicomweb({ archive: theirs.archive, publicKey, tokens: TOKENS, quotas, ...of });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const token = { use: 'hospital', hospital: 'theirs', credential: 'held' } as const;
  authorization = `Bearer ${await issueArchiveToken(token, privateKey, TOKENS, 600)}`;
  connector = createDicomwebConnector({
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/dicom-web`,
    authorization: () => authorization,
    relations: HOSPITAL_RELATIONS,
    poolSize: 4,
    maxRows: 1,
  });
});
afterAll(async () => {
  await connector.close();
  await server.close();
  await ours.close();
  await theirs.close();
  for (const database of databases) await database.drop();
});

async function store(at: TestArchive, hospital: string, bytes: Buffer): Promise<void> {
  const incoming = await at.archive.receive();
  await incoming.write(bytes);
  const quota = { objectsPerDay: 100, bytesPerDay: 1e9 };
  await at.archive.ingest(incoming, { hospital, receivedBy: 'STOW', quota });
}
const list = (hospital = KEEPS, since: { readonly since?: string } = {}) =>
  listStaying({ pool: ours.pool, hospital, connector, signal: AbortSignal.timeout(60_000), ...since });
async function shown(columns: string): Promise<readonly object[]> {
  const { rows } = await ours.pool.query<object>(
    `SELECT ${columns} FROM imaging.study ORDER BY study_instance_uid, hospital`,
  );
  return rows;
}

test('what stays at a hospital is shown as a study of its own, with its patient and its series', async () => {
  await store(theirs, 'theirs', syntheticObject({ study: 201, elements: [['00080020', 'DA', '20260901']] }));
  await store(theirs, 'theirs', syntheticObject({ study: 202, elements: OTHER }));
  expect(await list()).toBe(2);
  expect(
    await shown(`study_instance_uid, hospital, person_key, recorded_name, study_date::text, stays_at_hospital,
      series_count, instance_count, report_state, quality_flag, record_id < 2147483648 AS is_small`),
  ).toEqual([
    {
      study_instance_uid: uidsOf({ study: 201 }).study,
      hospital: KEEPS,
      person_key: `RID:${SYNTHETIC_PATIENT_ID}`,
      recorded_name: expect.stringContaining('王') as unknown,
      study_date: '2026-09-01',
      ...{ stays_at_hospital: true, series_count: 1, instance_count: 1, is_small: true },
      ...{ report_state: null, quality_flag: null },
    },
    expect.objectContaining({ person_key: null, quality_flag: 'ID_MISSING' }),
  ]);
  const series = await ours.pool.query('SELECT series_instance_uid, person_key FROM imaging.series');
  expect(series.rows).toContainEqual({
    series_instance_uid: uidsOf({ study: 201 }).series,
    person_key: `RID:${SYNTHETIC_PATIENT_ID}`,
  });
});

test('what is added and what is gone is seen at the next listing; of its own days alone where it names them', async () => {
  const later = { study: 201, instance: 2 };
  await store(theirs, 'theirs', syntheticObject({ ...later, elements: [['00080020', 'DA', '20260901']] }));
  for (const table of ['instance', 'series', 'study'])
    await theirs.pool.query(`DELETE FROM archive.${table} WHERE study_instance_uid = $1`, [
      uidsOf({ study: 202 }).study,
    ]);
  expect(await list(KEEPS, { since: '2026-10-01' })).toBe(0);
  expect(await shown('instance_count')).toEqual([{ instance_count: 1 }, { instance_count: 1 }]);
  expect(await list()).toBe(1);
  expect(await shown('instance_count')).toEqual([{ instance_count: 2 }]);
});

test('what one hospital lists or sends under a UID leaves what another has under it as it is', async () => {
  expect(await list('greedy-hospital')).toBe(1);
  await store(ours, 'sending-hospital', syntheticObject({ study: 201 }));
  const each = [
    { hospital: 'greedy-hospital', stays_at_hospital: true },
    { hospital: KEEPS, stays_at_hospital: true },
    { hospital: 'sending-hospital', stays_at_hospital: false },
  ];
  expect(await shown('hospital, stays_at_hospital')).toEqual(each);
  const { rows } = await ours.pool.query('SELECT hospital FROM imaging.series ORDER BY hospital');
  expect(rows).toEqual(each.map(({ hospital }) => ({ hospital })));
  await ours.pool.query('UPDATE archive.study SET hospital = $1', [KEEPS]);
  expect(await shown('hospital, stays_at_hospital')).toEqual([
    each[0],
    { ...each[1], stays_at_hospital: false },
  ]);
});

test.each([
  ['a character cut in two', { description: `${'x'.repeat(255)}𠮷` }],
  ['a day of the year 0', { study_date: '0000-01-01' }],
  ['a character that is none', { patient_name: 'a\0b' }],
])('a study with %s keeps no other from being listed', async (_what, odd) => {
  await forgetOthers(ours.pool, []);
  const says: Connector = Object.assign(Object.create(connector) as Connector, {
    async *stream(selection: Selection) {
      await Promise.resolve();
      const rows = [{ study_instance_uid: '2.25.1' }, { study_instance_uid: '2.25.2', ...odd }];
      yield selection.relation === 'study' ? rows : [];
    },
  });
  const signal = AbortSignal.timeout(60_000);
  expect(await listStaying({ pool: ours.pool, hospital: KEEPS, connector: says, signal })).toBe(2);
  const numbers = async () =>
    (await ours.pool.query<{ record_id: string }>('SELECT record_id FROM imaging.staying_study')).rows
      .map(({ record_id }) => Number(record_id))
      .sort((left, right) => left - right);
  const [first = 0, second] = await numbers();
  expect(second).toBe(first + 1);
  // What is listed again uses up no number.
  await listStaying({ pool: ours.pool, hospital: KEEPS, connector: says, signal });
  await ours.pool.query('DELETE FROM imaging.staying_study');
  await listStaying({ pool: ours.pool, hospital: KEEPS, connector: says, signal });
  expect(await numbers()).toEqual([first + 2, first + 3]);
});

test('a server that answers late with another’s series changes none of the other’s', async () => {
  await forgetOthers(ours.pool, []);
  const late: Connector = Object.assign(Object.create(connector) as Connector, {
    async *stream(selection: Selection, options: ReadOptions) {
      if (selection.relation === 'study') yield* connector.stream(selection, options);
      else {
        await list();
        yield [{ series_instance_uid: '2.25.666', study_instance_uid: uidsOf({ study: 201 }).study }];
      }
    },
  });
  const signal = AbortSignal.timeout(60_000);
  await listStaying({ pool: ours.pool, hospital: 'greedy-hospital', connector: late, signal });
  const { rows } = await ours.pool.query(
    'SELECT series_instance_uid FROM imaging.staying_series WHERE hospital = $1',
    [KEEPS],
  );
  expect(rows).toEqual([{ series_instance_uid: uidsOf({ study: 201 }).series }]);
});

test('a server that does not let us in takes nothing away, and a hospital that left is forgotten', async () => {
  const kept = authorization;
  authorization = 'Bearer none';
  await expect(list()).rejects.toMatchObject({ reason: 'refused' });
  authorization = kept;
  const staying = async () => (await ours.pool.query('SELECT FROM imaging.staying_study')).rowCount;
  expect(await staying()).toBe(2);
  await forgetOthers(ours.pool, [KEEPS]);
  expect(await staying()).toBe(1);
  await forgetOthers(ours.pool, []);
  expect(await staying()).toBe(0);
});
