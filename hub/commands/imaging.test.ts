import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readModelCard } from '../../subgraphs/imaging/models/read-model-card.ts';

const COMMAND_LINE = join(import.meta.dirname, '../command-line.ts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-imaging-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `hub imaging …`; interrupts it as a person would once it has told `interruptAt`. */
async function hub(args: readonly string[], interruptAt?: string) {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    COMMAND_LINE,
    'imaging',
    ...args,
  ]);
  let [out, told] = ['', ''];
  let interrupted = false;
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => {
    told += String(chunk);
    if (interrupted || interruptAt === undefined || !told.includes(interruptAt)) return;
    interrupted = child.kill('SIGINT');
  });
  const [status] = (await once(child, 'close')) as [number];
  return { status, out, told };
}

test('a training that is interrupted goes on where it was, and its model passes the gate', async () => {
  const out = join(folder, 'small');
  const args = ['train', '--images', '50', '--epochs', '2', '--out', out];
  const stopped = await hub(args, 'epoch 2 of 2');
  expect([stopped.status, stopped.out]).toEqual([130, expect.stringContaining('the same command goes on')]);
  expect(existsSync(join(out, 'card.yaml'))).toBe(false);
  const trained = await hub([...args, '--json']);
  expect(trained.status).toBe(0);
  const answer = JSON.parse(trained.out) as { readonly sha256: string; readonly losses: readonly number[] };
  expect(answer.losses).toHaveLength(2);
  const card = readModelCard(readFileSync(join(out, 'card.yaml'), 'utf8'));
  expect(card.sha256).toBe(answer.sha256);
  const shown = await hub(['models', '--models', folder]);
  expect(shown.out).toContain('demonstration, not for clinical use');
  expect(shown.out).toContain(card.sha256.slice(0, 12));
});

test('what makes no sense is told in words', async () => {
  const { status, told } = await hub(['train', '--images', '60']);
  expect([status, told]).toEqual([2, expect.stringContaining('a multiple of 50')]);
  expect((await hub(['learn'])).status).toBe(2);
  const viewer = await hub(['viewer', '9.9.9']);
  expect([viewer.status, viewer.told]).toEqual([
    2,
    expect.stringContaining('`9.9.9` is no Study Instance UID'),
  ]);
  expect((await hub(['viewer'])).told).toContain('say which study');
  const lift = await hub(['lift', 'demonstration', 'pneumothorax', '--by', 'the committee']);
  expect([lift.status, lift.told]).toEqual([2, expect.stringContaining('`--reason` is missing')]);
  expect((await hub(['lift', 'demonstration'])).told).toContain('say a site and a label 请指明站点和标签');
});
