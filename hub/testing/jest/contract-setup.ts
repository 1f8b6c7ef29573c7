import { startPostgres } from '../../postgres/start-postgres.ts';
import { makeScratchDirectory } from '../scratch-directory.ts';
import { atTeardown } from './teardown-stack.ts';

/** Starts one PostgreSQL for all contract tests; they find it by `testPostgres()`. */
export default async function setUpContractTests(): Promise<void> {
  const directory = makeScratchDirectory('contract');
  // A test's server needs to survive no power cut.
  const postgres = await startPostgres({ directory, settings: { fsync: 'off', full_page_writes: 'off' } });
  const { host, port, user, password } = postgres;
  process.env['SLUICE_TEST_POSTGRES'] = JSON.stringify({ host, port, user, password });
  atTeardown('contract', directory, () => postgres.stop());
}
