import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openTestArchive } from '../../../subgraphs/imaging/archive/testing/open-test-archive.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { makeScratchDirectory } from '../scratch-directory.ts';
import { fuzzDicom, type DicomFuzzOptions, type DicomFuzzResult } from './fuzz-dicom.ts';

/** Fuzzes an archive of its own, on a server of its own, and leaves nothing behind. */
export async function runFuzzDicom(options: DicomFuzzOptions): Promise<DicomFuzzResult> {
  const directory = makeScratchDirectory('fuzz');
  // What is lost when the power fails is made anew.
  const server = await startPostgres({
    directory: join(directory, 'postgres'),
    settings: { fsync: 'off', full_page_writes: 'off' },
  });
  try {
    const { host, port, user, password } = server;
    const opened = await openTestArchive({ host, port, user, password, database: 'postgres' });
    try {
      return await fuzzDicom(opened, options);
    } finally {
      await opened.close();
    }
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
