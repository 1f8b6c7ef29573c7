import { expect, test } from '@jest/globals';
import { openTestArchive } from '../../../subgraphs/imaging/archive/testing/open-test-archive.ts';
import { createTestDatabase } from '../test-database.ts';
import { fuzzDicom } from './fuzz-dicom.ts';

test('of damaged objects none crashes the archive and none that was answered for is lost', async () => {
  const database = await createTestDatabase();
  const { host, port, user, password } = database;
  const opened = await openTestArchive({ host, port, user, password, database: database.database });
  const onProgress = (): void => undefined;
  const result = await fuzzDicom(opened, {
    objects: 600,
    seed: 7,
    onProgress,
    signal: new AbortController().signal,
  });
  await opened.close();
  await database.drop();
  expect(result).toMatchObject({ objects: 600, crashes: 0, lost: 0, unanswered: 0 });
  // It is a test only where some were sound and some were not.
  expect(Math.min(result.stored, result.rejected)).toBeGreaterThan(50);
  expect(result.conflicts).toBeGreaterThan(0);
});
