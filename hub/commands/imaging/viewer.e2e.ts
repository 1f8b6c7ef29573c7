import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { syntheticObject, uidsOf } from '../../../subgraphs/imaging/dicom/testing/synthetic-object.ts';
import { sendImages } from '../../../subgraphs/imaging/intake/testing/send-image.ts';
import { OHIF } from '../../../subgraphs/imaging/viewer/install-ohif.ts';
import { startOwnHub, type OwnHub } from '../../testing/own-hub.ts';

const COMMAND_LINE = join(import.meta.dirname, '../../command-line.ts');
const { study } = uidsOf({ study: 890 });

let hub: OwnHub;
beforeAll(async () => {
  hub = await startOwnHub();
  expect(await sendImages(hub.ready().imaging.dicom, [syntheticObject({ study: 890 })])).toEqual([0]);
});
afterAll(() => hub.stop());

interface Called {
  readonly child: ChildProcess;
  readonly said: Promise<Readonly<Record<string, string>>>;
}

function call(...args: readonly string[]): Called {
  const called = [COMMAND_LINE, 'imaging', 'viewer', ...args, '--json', '--state', hub.state];
  const child = spawn(process.execPath, called, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const said = once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Record<string, string>);
  return { child, said };
}

test('without OHIF the command says how to install it', async () => {
  const { said, child } = call(study);
  expect((await said)['error']).toContain('--install');
  if (child.exitCode === null) await once(child, 'exit');
});

test('who may see a study looks at it by leave of the hub, and who may not is told so', async () => {
  // In place of OHIF's own, which `viewer/ohif.dicompeer.ts` opens in a browser.
  const pages = join(hub.state, 'viewer', `ohif-${OHIF.version}`, 'dist');
  mkdirSync(pages, { recursive: true });
  writeFileSync(join(pages, 'index.html'), 'the page');
  const { child, said } = call(study, '--as', 'radiologist');
  const { url = '' } = await said;
  const opening = await fetch(url, { redirect: 'manual' });
  const cookie = String(opening.headers.get('set-cookie')).split(';')[0] ?? '';
  const found = await fetch(new URL(`/dicom-web/studies?StudyInstanceUID=${study}`, url), {
    headers: { cookie },
  });
  expect(await found.json()).toMatchObject([{ '00100010': { Value: [{ Ideographic: '王^小红' }] } }]);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);

  const refused = call(study, '--as', 'auditor');
  expect((await refused.said)['error']).toMatch(/^FIELD_DENIED .*Query\.imagingStudy/u);
});
