import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readThroughPipe } from './named-pipe.ts';

const directory = mkdtempSync(join(tmpdir(), 'named-pipe-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});
const pipe = join(directory, 'pipe');

async function* bytes(parts: number, failure?: Error): AsyncIterable<Uint8Array> {
  for (let part = 0; part < parts; part += 1) {
    await Promise.resolve();
    yield Buffer.alloc(50_000, part);
  }
  if (failure !== undefined) throw failure;
}

test('a reader of files reads bytes whole, more of them than a pipe holds, and nothing is left', async () => {
  const read = await readThroughPipe(pipe, bytes(20), (path) => readFile(path));
  expect(read).toHaveLength(1_000_000);
  expect(read.at(-1)).toBe(19);
  expect(readdirSync(directory)).toEqual([]);
});

test('bytes that fail are what it fails with, though the reader only sees their end', async () => {
  const cut = new Error('cut off');
  await expect(readThroughPipe(pipe, bytes(1, cut), (path) => readFile(path))).rejects.toBe(cut);
  expect(readdirSync(directory)).toEqual([]);
});

test('a reader that fails before it opens the pipe is not waited for', async () => {
  const broken = new Error('no such column');
  await expect(readThroughPipe(pipe, bytes(1), () => Promise.reject(broken))).rejects.toBe(broken);
  expect(readdirSync(directory)).toEqual([]);
});
