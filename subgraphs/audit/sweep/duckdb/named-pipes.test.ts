import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { NamedPipes } from './named-pipes.ts';

const directory = mkdtempSync(join(tmpdir(), 'named-pipe-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});
const pipes = new NamedPipes(directory);

async function* bytes(parts: number, failure?: Error): AsyncIterable<Uint8Array> {
  for (let part = 0; part < parts; part += 1) {
    await Promise.resolve();
    yield Buffer.alloc(50_000, part);
  }
  if (failure !== undefined) throw failure;
}

test('a reader of files reads bytes whole, more of them than a pipe holds', async () => {
  const read = await pipes.read(bytes(20), (path) => readFile(path));
  expect(read).toHaveLength(1_000_000);
  expect(read.at(-1)).toBe(19);
});

test('a pipe that was read to its end serves the next reader, beside which another has its own', async () => {
  const before = readdirSync(directory);
  await pipes.read(bytes(2), (path) => readFile(path));
  expect(readdirSync(directory)).toEqual(before);
  const both = await Promise.all([3, 4].map((parts) => pipes.read(bytes(parts), (path) => readFile(path))));
  expect(both.map(({ length }) => length)).toEqual([150_000, 200_000]);
  expect(readdirSync(directory)).toHaveLength(before.length + 1);
});

test('bytes that fail are what it fails with, though the reader only sees their end', async () => {
  const cut = new Error('cut off');
  const before = readdirSync(directory).length;
  await expect(pipes.read(bytes(1, cut), (path) => readFile(path))).rejects.toBe(cut);
  expect(readdirSync(directory)).toHaveLength(before - 1);
});

test('a reader that fails before it opens the pipe is not waited for', async () => {
  const broken = new Error('no such column');
  await expect(pipes.read(bytes(1), () => Promise.reject(broken))).rejects.toBe(broken);
  const read = await pipes.read(bytes(1), (path) => readFile(path));
  expect(read).toHaveLength(50_000);
});
