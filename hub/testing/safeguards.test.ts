import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const document = readFileSync(join(ROOT, 'docs/safeguards.md'), 'utf8');

/** The rows of the table: a number, and the files of its tests. */
const safeguards = document.split('\n').flatMap((line) => {
  const number = /^\| (T\d+) /u.exec(line)?.[1];
  const files = [...line.matchAll(/`([^`]+\.ts)`/gu)].flatMap(([, file]) => file ?? []);
  return number === undefined ? [] : [{ number, files }];
});
const named = safeguards.flatMap(({ number, files }) => files.map((file) => ({ number, file })));

test('each safeguard of the engine stands in the list once, with a test', () => {
  expect(safeguards.map(({ number }) => number)).toEqual([
    'T1',
    'T3',
    'T4',
    'T5',
    'T6',
    'T10',
    'T11',
    'T12',
    'T15',
    'T16',
    'T17',
    'T18',
    'T22',
  ]);
  for (const { files } of safeguards) expect(files).not.toEqual([]);
});

test.each(named)('a title in $file begins with $number', ({ number, file }) => {
  const path = join(ROOT, file);
  expect(existsSync(path)).toBe(true);
  const title = new RegExp(`\\b(?:test|describe)(?:\\.each\\([^]*?\\))?\\(\\s*['"\`]${number} `, 'u');
  expect(readFileSync(path, 'utf8')).toMatch(title);
});
