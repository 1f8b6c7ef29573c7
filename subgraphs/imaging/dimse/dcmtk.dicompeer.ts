import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { readMeta } from '../dicom/read-part10.ts';
import { syntheticObject, uidsOf } from '../dicom/testing/synthetic-object.ts';
import { startDimse, type RunningDimse } from './start-dimse.ts';

/** The public tools of OFFIS against our port; run where `SLUICE_DCMTK` says in which folder they lie. */
const TOOLS = process.env['SLUICE_DCMTK'] ?? '';
const run = promisify(execFile);

let database: TestDatabase;
let opened: TestArchive;
let server: RunningDimse;
const directory = mkdtempSync(join(tmpdir(), 'sluice-dcmtk-'));
beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  const quota = { objectsPerDay: 100, bytesPerDay: 1e9 };
  const peers = [{ hospital: 'first-hospital', aeTitle: 'FIRST', addresses: ['127.0.0.1'], quota }];
  server = await startDimse(
    { host: '127.0.0.1', port: 0 },
    { archive: opened.archive, aeTitle: 'SLUICE', peers },
  );
});
afterAll(async () => {
  await server.close();
  await opened.close();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

const tool = (name: string, ...args: string[]) =>
  run(join(TOOLS, name), ['-aet', 'FIRST', '-aec', 'SLUICE', '127.0.0.1', String(server.port), ...args], {
    // Debian's build looks for its dictionary where this says.
    env: { ...process.env, DCMDICTPATH: process.env['DCMDICTPATH'] ?? '/usr/share/libdcmtk17/dicom.dic' },
  });

test('echoscu is answered', async () => {
  expect((await tool('echoscu')).stderr).toBe('');
});

test('storescu stores, byte for byte; findscu finds it by its Chinese name', async () => {
  const object = syntheticObject({
    study: 60,
    elements: [
      ['00080005', 'CS', 'GB18030'],
      ['00100010', 'PN', Buffer.from('cdf55ed0a1baec', 'hex')],
    ],
  });
  const file = join(directory, 'one.dcm');
  writeFileSync(file, object);
  await tool('storescu', '-R', file);
  const bytes = await (await opened.archive.instance(uidsOf({ study: 60 }).sop))!.read();
  expect(bytes.subarray(readMeta(bytes).end)).toEqual(object.subarray(readMeta(object).end));
  const keys = [
    'QueryRetrieveLevel=STUDY',
    'SpecificCharacterSet=ISO_IR 192',
    'PatientName=王*',
    'StudyInstanceUID',
  ];
  const { stdout, stderr } = await tool('findscu', '-S', ...keys.flatMap((key) => ['-k', key]));
  expect(stdout + stderr).toContain('2.25.317.60');
  expect(stdout + stderr).toContain('王^小红');
});

test('storescu is told that a damaged object is not taken in', async () => {
  const file = join(directory, 'two.dcm');
  writeFileSync(file, syntheticObject({ study: 61, without: ['0020000D'] }));
  const told = await tool('storescu', '-v', file).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  expect(told.stdout + told.stderr).toMatch(/0xc000|CannotUnderstand|Cannot Understand/iu);
});
