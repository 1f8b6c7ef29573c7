import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { dicomTool } from '../../../hub/testing/dicom-tool.ts';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { syntheticObject, uidsOf } from '../dicom/testing/synthetic-object.ts';
import type { Uid } from '../dicom/uid.ts';
import { issueArchiveToken } from '../dicomweb/archive-token.ts';
import { createDicomweb } from '../dicomweb/dicomweb.ts';
import { openPeerServer, type PeerServer } from '../dimse/testing/open-peer-server.ts';
import { createViewer } from './create-viewer.ts';
import { installOhif } from './install-ohif.ts';
import { greysShown, openBrowser } from '../../../hub/testing/open-browser.ts';

/** Installed once a checkout. */
const INSTALLED = join(import.meta.dirname, '../../../.sluice-ohif');
const TOKENS = { issuer: 'https://issuer.sluice.invalid', audience: 'archive' };
const STUDY = uidsOf({ study: 90 }).study as Uid;
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const run = promisify(execFile);

let peers: PeerServer;
let archive: FastifyInstance;
let viewer: FastifyInstance;
let browser: Browser;
let page: Page;
let token: string;
/** Whatever the browser asked for, with what it sent. */
const asked: string[] = [];

beforeAll(async () => {
  const pages = await installOhif(INSTALLED);
  peers = await openPeerServer(await createTestDatabase(), { aeTitle: 'FIRST' });
  await store();
  archive = createDicomweb({
    archive: peers.opened.archive,
    publicKey,
    tokens: TOKENS,
    quotas: {},
    holdsCredential: () => Promise.resolve(false),
    noteViewing: () => Promise.resolve(),
  });
  const url = `${await listen(archive)}/dicom-web`;
  token = await issueArchiveToken({ use: 'view', study: STUDY }, privateKey, TOKENS, 600);
  const expiresAt = new Date(Date.now() + 600_000).toISOString();
  const leave = { url, token, expiresAt };
  const made = createViewer({ pages, study: STUDY, leave, access: () => Promise.resolve(leave) });
  viewer = made.app;
  const address = await listen(viewer);
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('request', (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  await page.goto(`${address}${made.openingPath}`);
});
afterAll(async () => {
  await browser.close();
  await viewer.close();
  await archive.close();
  await peers.close();
});

async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** A hospital sends the study as hospitals do, its name in GB18030. */
async function store(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-ohif-'));
  const file = join(directory, 'one.dcm');
  const object = syntheticObject({
    study: 90,
    rows: 256,
    columns: 256,
    elements: [
      ['00080005', 'CS', 'GB18030'],
      ['00100010', 'PN', Buffer.from('cdf55ed0a1baec', 'hex')],
    ],
  });
  writeFileSync(file, object);
  const env = { ...process.env, DCMDICTPATH: '/usr/share/libdcmtk17/dicom.dic' };
  const called = ['-R', '-aet', 'FIRST', '-aec', 'SLUICE', '127.0.0.1', String(peers.port), file];
  await run(dicomTool('storescu'), called, { env });
  rmSync(directory, { recursive: true });
}

test('OHIF shows the pixels of a study that a hospital sent by C-STORE', async () => {
  expect(await greysShown(page)).toBeGreaterThan(100);
});

test('OHIF shows the Chinese name of the patient', async () => {
  await page.getByText('Confirm and hide').click();
  await page.getByText('Patient', { exact: true }).click();
  await page.getByText('王').first().waitFor({ timeout: 10_000 });
  expect(await page.locator('body').innerText()).toMatch(/王.*小红/u);
});

test('the browser never had the token, and asked nobody else for anything', async () => {
  expect(asked.some((each) => each.includes('/frames/1'))).toBe(true);
  expect(asked.filter((each) => each.includes(token))).toEqual([]);
  const own = page.url().split('/').slice(0, 3).join('/');
  expect(asked.filter((each) => !each.startsWith(own) && !/^(?:blob|data):/u.test(each))).toEqual([]);
  const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
  expect(kept).not.toContain(token);
  expect(kept).not.toContain('sluice-viewer');
});

test('another browser is shown nothing', async () => {
  const other = await browser.newContext();
  const stranger = await other.newPage();
  expect((await stranger.goto(page.url()))?.status()).toBe(403);
  await other.close();
});
