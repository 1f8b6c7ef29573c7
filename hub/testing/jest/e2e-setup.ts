import { startHub } from '../../launch/start-hub.ts';
import { makeScratchDirectory } from '../scratch-directory.ts';
import { atTeardown } from './teardown-stack.ts';

/** Enough for every planted case, few enough to be there in seconds. */
const RESIDENTS = 2_000;

/** Starts the one hub that all end-to-end tests ask; here, outside Jest's virtual machine. */
export default async function setUpEndToEndTests(): Promise<void> {
  const state = makeScratchDirectory('hub');
  const hub = await startHub({
    state,
    province: { residents: RESIDENTS },
    keepTemplates: true,
    // The log is the server's: each agency of each hub would read what all of them write.
    followChanges: false,
    // A test's server needs to survive no power cut.
    serverSettings: { fsync: 'off', full_page_writes: 'off' },
  });
  process.env['SLUICE_TEST_HUB'] = state;
  atTeardown('e2e', state, () => hub.stop());
}
