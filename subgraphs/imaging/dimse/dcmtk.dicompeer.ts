import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dicomTool, type DicomTool } from '../../../hub/testing/dicom-tool.ts';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { readMeta } from '../dicom/read-part10.ts';
import { syntheticObject, uidsOf, type Given } from '../dicom/testing/synthetic-object.ts';
import { writeElement, writePart10Header } from '../dicom/write-part10.ts';
import { openPeerServer, type PeerServer } from './testing/open-peer-server.ts';

const run = promisify(execFile);
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';

let server: PeerServer;
const directory = mkdtempSync(join(tmpdir(), 'sluice-dcmtk-'));
beforeAll(async () => {
  server = await openPeerServer(await createTestDatabase(), { aeTitle: 'FIRST' });
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool; what it says where it fails is in `said` too. */
async function tool(name: DicomTool, ...args: string[]): Promise<{ ok: boolean; said: string }> {
  const called = ['-aet', 'FIRST', '-aec', 'SLUICE', '127.0.0.1', String(server.port), ...args];
  // Debian's build looks for its dictionary where this says.
  const env = {
    ...process.env,
    DCMDICTPATH: process.env['DCMDICTPATH'] ?? '/usr/share/libdcmtk17/dicom.dic',
  };
  const ending = run(dicomTool(name), called, { env });
  const told = ({ stdout, stderr }: Said): string => stdout + stderr;
  return ending.then(
    (said) => ({ ok: true, said: told(said) }),
    (error: unknown) => ({ ok: false, said: told(error as Said) }),
  );
}

function file(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

const dataSetOf = (bytes: Buffer): Buffer => bytes.subarray(readMeta(bytes).end);

/** 王^小红, and the question 王*, as each character set writes them. */
const NAMES = [
  [60, 'GB18030', 'cdf55ed0a1baec', 'cdf52a'],
  [62, 'ISO_IR 192', 'e78e8b5ee5b08fe7baa2', 'e78e8b2a'],
] as const;
const inSet = (set: string, name: string): readonly Given[] => [
  ['00080005', 'CS', set],
  ['00100010', 'PN', Buffer.from(name, 'hex')],
];

test('echoscu is answered', async () => {
  expect(await tool('echoscu')).toEqual({ ok: true, said: '' });
});

test.each(NAMES)(
  'storescu stores study %i in %s, byte for byte, and findscu finds it by its Chinese name, asked in the same',
  async (study, set, name, asked) => {
    const object = syntheticObject({ study, elements: inSet(set, name) });
    expect(await tool('storescu', '-R', file('one.dcm', object))).toMatchObject({ ok: true });
    const stored = await server.opened.archive.instance(uidsOf({ study }).sop);
    expect(dataSetOf(await stored!.read())).toEqual(dataSetOf(object));
    const header = writePart10Header({
      sopClassUid: STUDY_ROOT_FIND,
      sopInstanceUid: '2.25.1',
      transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN,
    });
    const keys: readonly Given[] = [
      ...inSet(set, asked),
      ['00080052', 'CS', 'STUDY'],
      ['0020000D', 'UI', uidsOf({ study }).study],
    ];
    const sorted = keys.toSorted(([one], [other]) => (one < other ? -1 : 1));
    const question = Buffer.concat([header, ...sorted.map((each) => writeElement(...each))]);
    const { said } = await tool('findscu', '-S', file('question.dcm', question));
    expect(said).toContain(`2.25.317.${study}`);
    expect(said).toContain('王^小红');
  },
);

test('storescu stores a compressed object as it is', async () => {
  const plain = file('plain.dcm', syntheticObject({ study: 63 }));
  const compressed = join(directory, 'compressed.dcm');
  const env = { ...process.env, DCMDICTPATH: '/usr/share/libdcmtk17/dicom.dic' };
  // The same object under the same UID, its pixels in JPEG-LS.
  await run(dicomTool('dcmcjpls'), [plain, compressed], { env });
  expect(await tool('storescu', '-R', '-xt', compressed)).toMatchObject({ ok: true });
  const stored = await server.opened.archive.instance(uidsOf({ study: 63 }).sop);
  expect(stored?.transferSyntaxUid).toBe('1.2.840.10008.1.2.4.80');
  expect(dataSetOf(await stored!.read())).toEqual(dataSetOf(readFileSync(compressed)));
});

test('storescu is told that a damaged object is not taken in', async () => {
  const damaged = file('damaged.dcm', syntheticObject({ study: 61, without: ['0020000D'] }));
  const { said } = await tool('storescu', '-v', damaged);
  expect(said).toMatch(/0xc000|CannotUnderstand|Cannot Understand/iu);
});

test('termscu, which asks a server to end, ends nothing', async () => {
  const { said } = await tool('termscu', '-v');
  expect(said).toMatch(/No Acceptable Presentation Contexts/iu);
  expect(await tool('echoscu')).toEqual({ ok: true, said: '' });
});
