import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { ReadyHub } from '../../launch/ready-file.ts';
import { dicomTool } from '../../testing/dicom-tool.ts';
import { makeScratchDirectory } from '../../testing/scratch-directory.ts';
import { phantomObject } from '../../../subgraphs/imaging/training/phantom/phantom-object.ts';
import { installOhif, OHIF } from '../../../subgraphs/imaging/viewer/install-ohif.ts';
import { greysShown, openBrowser } from '../../testing/open-browser.ts';

/** As a person does it: `npm start`, `storescu`, `imaging viewer`, and a browser. */

const ROOT = join(import.meta.dirname, '../../..');
const INSTALLED = join(ROOT, '.sluice-ohif');
const state = makeScratchDirectory('ohif-hub');
const { bytes, studyInstanceUid } = phantomObject({ seed: 17, index: 1, side: 512 });

const children: ChildProcess[] = [];
let browser: Browser;

/** The first line that a program of ours answers with, as JSON. */
async function answerOf<T>(script: string, ...args: readonly string[]): Promise<T> {
  const called = [join(ROOT, 'hub', script), ...args, '--json', '--state', state];
  const child = spawn(process.execPath, called, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.unshift(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line) as T;
}

beforeAll(async () => {
  await installOhif(INSTALLED);
  mkdirSync(join(state, 'viewer'), { recursive: true });
  const folder = `ohif-${OHIF.version}`;
  symlinkSync(join(INSTALLED, folder), join(state, 'viewer', folder));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  for (const child of children) {
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    child.kill('SIGINT');
    await ended;
  }
  rmSync(state, { recursive: true, force: true });
});

test('OHIF shows in a browser what a modality has sent to a hub that runs', async () => {
  const hub = await answerOf<ReadyHub>('start.ts', '--residents', '300', '--port', '0', '--dicom-port', '0');
  const file = join(state, 'one.dcm');
  writeFileSync(file, bytes);
  const { host, port, aeTitle } = hub.imaging.dicom;
  const env = { ...process.env, DCMDICTPATH: '/usr/share/libdcmtk17/dicom.dic' };
  await promisify(execFile)(
    dicomTool('storescu'),
    ['-R', '-aet', 'HOSPITAL1', '-aec', aeTitle, host, String(port), file],
    { env },
  );
  const { url } = await answerOf<{ readonly url: string }>(
    'command-line.ts',
    ...['imaging', 'viewer', studyInstanceUid, '--as', 'radiologist'],
  );
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  expect(await greysShown(page)).toBeGreaterThan(100);
});
