import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** Pages that say by which tests something is shown: `file.ts` "words of a title", "words of another". */
const PAGES = ['imaging-proofs.md', 'imaging-bad-input.md', 'imaging-models.md'];
const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Proof {
  readonly file: string;
  /** Words of a title; null where the whole file is meant. */
  readonly words: string | null;
}

function proofsIn(page: string): readonly Proof[] {
  const named = /`([\w./-]+\.(?:test|contract|e2e|dicompeer)\.ts)`((?:,? "[^"]+")*)/gu;
  return [...read(`docs/${page}`).matchAll(named)].flatMap(([, file = '', titles = '']) => {
    const words = [...titles.matchAll(/"([^"]+)"/gu)].flatMap(([, each]) => each ?? []);
    return (words.length === 0 ? [null] : words).map((each) => ({ file, words: each }));
  });
}

/** From the root, or from the room that these pages are about. */
function pathOf(file: string): string {
  return existsSync(join(ROOT, file)) ? file : `subgraphs/imaging/${file}`;
}

describe.each(PAGES)('%s', (page) => {
  const proofs = proofsIn(page);

  test('names tests', () => {
    expect(proofs.length).toBeGreaterThan(15);
  });

  test.each([...new Set(proofs.map(({ file }) => file))])(
    '%s exists, with every title that is named',
    (file) => {
      const texts = read(pathOf(file))
        .split('\n')
        .map((line) => line.slice(line.search(/['"`]/u)));
      const wanted = proofs.filter((proof) => proof.file === file).flatMap(({ words }) => words ?? []);
      expect(wanted.filter((words) => !texts.some((text) => text.includes(words)))).toEqual([]);
    },
  );
});

test('each sentence of the imaging cloud has a test', () => {
  const rows = read('docs/imaging-proofs.md')
    .split('\n')
    .filter((line) => /^\| (?!-|sentence|check)/u.test(line));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((row) => !/\.(?:test|contract|e2e|dicompeer)\.ts`/u.test(row))).toEqual([]);
});
