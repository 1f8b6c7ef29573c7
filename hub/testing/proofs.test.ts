import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** Pages that say by which tests something is shown: `file.ts` "words of a title", "words of another". */
const PAGES = ['imaging-proofs.md', 'imaging-bad-input.md', 'imaging-models.md', 'matching-proofs.md'];
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

/** From the root, or from the room that the page is about. */
function pathOf(page: string, file: string): string {
  const [room = ''] = page.split('-');
  return existsSync(join(ROOT, file)) ? file : `subgraphs/${room}/${file}`;
}

describe.each(PAGES)('%s', (page) => {
  const proofs = proofsIn(page);

  test('names tests', () => {
    expect(proofs.length).toBeGreaterThan(15);
  });

  test.each([...new Set(proofs.map(({ file }) => file))])(
    '%s exists, with every title that is named',
    (file) => {
      const texts = read(pathOf(page, file))
        .split('\n')
        .map((line) => line.slice(line.search(/['"`]/u)));
      const wanted = proofs.filter((proof) => proof.file === file).flatMap(({ words }) => words ?? []);
      expect(wanted.filter((words) => !texts.some((text) => text.includes(words)))).toEqual([]);
    },
  );
});

const NAMES_A_TEST = /\.(?:test|contract|e2e|dicompeer)\.ts`/u;

/** Each sentence of a page, with what is named below it. */
const sentencesOf = (room: string): readonly string[] =>
  read(`docs/${room}-proofs.md`)
    .split(/^- /mu)
    .slice(1)
    .map((sentence) => sentence.split('\n\n')[0] ?? '');

test.each([
  ['imaging', 50],
  ['matching', 60],
])('each sentence of %s has a test', (room, least) => {
  const sentences = sentencesOf(room);
  expect(sentences.length).toBeGreaterThan(least);
  expect(sentences.filter((sentence) => !NAMES_A_TEST.test(sentence))).toEqual([]);
});

test('each sentence of matching has a test through a running hub, but for what is said of parts of one', () => {
  const whole = sentencesOf('matching').filter((sentence) => !sentence.startsWith('…'));
  expect(whole.filter((sentence) => !/\.e2e\.ts`/u.test(sentence))).toEqual([]);
});
