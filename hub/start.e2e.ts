import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSigningKey } from '../secrets/read-secret-file.ts';
import { issueCredential } from '../subgraphs/imaging/hospitals/hospital-credential.ts';
import { readHospitals } from '../subgraphs/imaging/hospitals/hospital-entry.ts';
import { sendImages } from '../subgraphs/imaging/intake/testing/send-image.ts';
import { phantomObject } from '../subgraphs/imaging/training/phantom/phantom-object.ts';
import { runningSettings } from './imaging/running-settings.ts';
import { withImagingArchive } from './imaging/with-imaging-work.ts';
import { APPLICATIONS } from './issuer/applications.ts';
import { requireHub, type ReadyHub } from './launch/ready-file.ts';
import { stateDirectory } from './state/state-directory.ts';
import { testHub } from './testing/test-hub.ts';

/** `npm start` itself, in a state directory of its own. The tests follow each other: one start is the next one's past. */

const QUESTION = '{ assistanceFamilies(first: 1) { nodes { caseNumber } } }';
let state: string;
const launched: ChildProcess[] = [];

beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'sluice-start-'));
});
afterAll(async () => {
  for (const child of launched) child.kill('SIGTERM');
  await waitUntil(() => processesOf(state).length === 0);
  rmSync(state, { recursive: true, force: true });
});

interface Launch {
  readonly child: ChildProcess;
  /** The one line of `--json`, when it is up; throws with what was printed where it ends before. */
  readonly ready: Promise<ReadyHub>;
  readonly ended: Promise<{ readonly status: number | null; readonly errors: string }>;
}

function launch(...args: readonly string[]): Launch {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'start.ts'), '--state', state, '--residents', '2000', '--json', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  launched.push(child);
  let text = '';
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const ended = once(child, 'exit').then(() => ({ status: child.exitCode, errors: errors + text }));
  const ready = new Promise<ReadyHub>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('\n')) resolve(JSON.parse(text) as ReadyHub);
    });
    void ended.then((end) => reject(new Error(end.errors)));
  });
  ready.catch(() => undefined);
  return { child, ready, ended };
}

/** Every process whose command line names the path. */
function processesOf(path: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function waitUntil(isSo: () => boolean, seconds = 40): Promise<void> {
  for (let tries = 0; tries < seconds * 10 && !isSo(); tries += 1) await sleep(100);
}

const HOSPITAL = APPLICATIONS.hospital.organisation;
const STAYING = `query ($study: ID!) {
  imagingStudy(studyInstanceUid: $study) { hospital staysAtHospital seriesCount imageAccess { url token } } }`;

/** Lets the demonstration hospital keep its images: its server is the archive of the hub that all tests share. Gives a study there. */
async function keepAtHospital(): Promise<string> {
  const theirs = testHub().state;
  const { imaging } = requireHub(theirs);
  const study = '2.25.3177.30';
  // What no model of theirs reads.
  const elements = [['00080060', 'CS', 'OT']] as const;
  const { bytes } = phantomObject({ seed: 79, index: 0, studyInstanceUid: study, elements });
  expect(await sendImages(imaging.dicom, [bytes])).toEqual([0]);
  const { tokens } = runningSettings(theirs).archive;
  const key = readSigningKey(tokens.signingKeyFile);
  const { token } = await withImagingArchive(theirs, (client) =>
    issueCredential({ client, key, tokens }, { hospital: HOSPITAL, by: 'dr-1', days: 1, formerHours: 24 }),
  );
  const tokenFile = join(state, 'hospital.token');
  writeFileSync(tokenFile, token);
  const { hospitalsFile } = stateDirectory(state);
  const [entry] = readHospitals(hospitalsFile);
  writeFileSync(
    hospitalsFile,
    JSON.stringify([{ ...entry, dicomweb: { url: imaging.dicomweb, tokenFile } }]),
  );
  return study;
}

/** What the hub shows a clinician of a study that stays at the hospital, once it has listed it. */
async function openStaying(study: string): Promise<unknown> {
  type Staying = { readonly imageAccess: { readonly url: string; readonly token: string } } | null;
  const ask = async (): Promise<Staying> => {
    const { body } = await testHub(state).ask(STAYING, { as: 'hospital', variables: { study } });
    return (body.data?.['imagingStudy'] ?? null) as Staying;
  };
  let found = await ask();
  for (let tries = 0; tries < 120 && found === null; tries += 1) {
    await sleep(500);
    found = await ask();
  }
  expect(found).toMatchObject({ hospital: HOSPITAL, staysAtHospital: true, seriesCount: 1 });
  const { url, token } = found!.imageAccess;
  const answer = await fetch(`${url}/studies/${study}/metadata`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.json();
}

/** Where the last question stands in the ledger, in which what the hub asks by itself stands too. */
let asked = -1;

async function askOnce(): Promise<void> {
  const { body } = await testHub(state).ask(QUESTION);
  const { index } = body.extensions?.['receipt'] as { readonly index: number };
  expect(index).toBeGreaterThan(asked);
  asked = index;
}

test('a first start makes everything, and Ctrl-C leaves no process', async () => {
  const { child, ready, ended } = launch('--port', '0');
  const hub = await ready;
  expect(hub).toEqual(JSON.parse(readFileSync(join(state, 'ready.json'), 'utf8')));
  expect(hub.province).toMatchObject({ residents: 2000 });
  expect(Object.keys(hub.tokens)).toEqual(
    expect.arrayContaining(['social-assistance', 'auditor', 'data-steward', 'hospital']),
  );
  const running = processesOf(state);
  for (const [name, pid] of Object.entries(hub.pids))
    expect([name, running.includes(pid)]).toEqual([name, true]);
  const answer = await testHub(state).ask(QUESTION);
  expect(answer.body.errors).toBeUndefined();
  expect(answer.body.data).toMatchObject({
    assistanceFamilies: { nodes: [{ caseNumber: expect.any(String) as unknown }] },
  });
  await askOnce();
  for (const file of readdirSync(join(state, 'keys')))
    expect([file, statSync(join(state, 'keys', file)).mode & 0o777]).toEqual([file, 0o600]);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ status: 0 });
  expect(processesOf(state)).toEqual([]);
  expect(existsSync(join(state, 'ready.json'))).toBe(false);
}, 300_000);

test('a second start has the same data and is faster, takes another port where its own is taken, and refuses a third', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const before = readdirSync(join(state, 'keys')).map((file) =>
    readFileSync(join(state, 'keys', file), 'utf8'),
  );
  const files = stateDirectory(state);
  const { imagingOptionsFile } = files;
  expect(readFileSync(imagingOptionsFile, 'utf8')).toBe('{}\n');
  // One that is away: what comes waits for it.
  const archive = { kind: 'orthanc', url: 'http://127.0.0.1:1', keepHours: 24 };
  writeFileSync(imagingOptionsFile, JSON.stringify({ archive }));
  const study = await keepAtHospital();
  const { child, ready, ended } = launch('--port', String(port));
  const hub = await ready;
  expect(JSON.parse(readFileSync(files.configurationFile('imaging-archive'), 'utf8'))).toMatchObject({
    archive,
  });
  expect(JSON.parse(readFileSync(imagingOptionsFile, 'utf8'))).toEqual({ archive });
  expect(new URL(hub.url).port).not.toBe(String(port));
  const after = readdirSync(join(state, 'keys')).map((file) =>
    readFileSync(join(state, 'keys', file), 'utf8'),
  );
  expect(after).toEqual(before);
  // The first start's questions stand before it.
  await askOnce();

  expect(await openStaying(study)).toMatchObject([{ '0020000D': { Value: [study] } }]);

  const third = await launch().ended;
  expect(third).toMatchObject({ status: 1 });
  expect(third.errors).toContain('already running');
  expect((await testHub(state).ask(QUESTION)).status).toBe(200);

  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ status: 0 });
  expect(processesOf(state)).toEqual([]);
  await new Promise((resolve) => other.close(resolve));
}, 300_000);

test('another province in the same directory is refused by name', async () => {
  const { status, errors } = await launch('--residents', '3000').ended;
  expect(status).toBe(1);
  expect(errors).toContain('2000 residents');
  expect(processesOf(state)).toEqual([]);
}, 300_000);

test('a process that is killed is started again; a launcher that is killed leaves nothing', async () => {
  const { child, ready } = launch('--port', '0');
  const hub = await ready;
  const agency = hub.pids['vehicles'] ?? 0;
  process.kill(agency, 'SIGKILL');
  const question = '{ vehicles(first: 1) { nodes { use } } }';
  const again = async (): Promise<boolean> =>
    (await testHub(state).ask(question, { as: 'auditor' })).body.errors === undefined;
  let isBack = false;
  for (let tries = 0; tries < 60 && !isBack; tries += 1) {
    await sleep(500);
    isBack = await again();
  }
  expect(isBack).toBe(true);
  expect(processesOf(state)).not.toContain(agency);
  const { pids } = JSON.parse(readFileSync(join(state, 'ready.json'), 'utf8')) as ReadyHub;
  expect(processesOf(state)).toContain(pids['vehicles']);

  child.kill('SIGKILL');
  await waitUntil(() => processesOf(state).length === 0);
  expect(processesOf(state)).toEqual([]);
}, 300_000);

test('after that it starts as if nothing had been', async () => {
  const { child, ready, ended } = launch('--port', '0');
  await ready;
  expect((await testHub(state).ask(QUESTION)).status).toBe(200);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ status: 0 });
}, 300_000);

test('Ctrl-C while it starts ends it as well', async () => {
  const { child, ended } = launch('--port', '0');
  await waitUntil(() => processesOf(state).length > 3);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ status: 1 });
  await waitUntil(() => processesOf(state).length === 0);
  expect(processesOf(state)).toEqual([]);
}, 300_000);
