import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { atTeardown } from './teardown-stack.ts';

/** Starts one PostgreSQL for all contract tests; they find it by `testPostgres()`. */
export default async function setUpContractTests(): Promise<void> {
  const parent = join(import.meta.dirname, '../../../.sluice-test');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, 'contract-'));
  // A test's server needs to survive no power cut.
  const postgres = await startPostgres({ directory, settings: { fsync: 'off', full_page_writes: 'off' } });
  const { host, port, user, password } = postgres;
  process.env['SLUICE_TEST_POSTGRES'] = JSON.stringify({ host, port, user, password });
  atTeardown('contract', directory, () => postgres.stop());
}
