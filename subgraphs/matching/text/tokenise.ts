import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { simplified } from './simplified.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Chinese, which has no spaces, or a run of letters of another script with the digits and signs of `C++` and `k8s`. */
const RUNS = /[\p{Script=Han}]+|[\p{L}\p{N}][\p{L}\p{N}+#]*/gu;
const HAN = /\p{Script=Han}/u;
const NUMBER = /^\p{N}+$/u;
/** No word of any language is longer, and the vocabulary should not grow by whatever somebody typed. */
const MAX_LENGTH = 40;

let jieba: Jieba | null = null;

/**
 * The words of a text, in their order, with repetitions: Chinese as jieba cuts it, other scripts by their spaces, all of
 * it of one width, in lower case and in simplified characters. Numbers and words that stand everywhere are left out.
 */
export function tokenise(text: string): readonly string[] {
  const words: string[] = [];
  for (const [run] of simplified(text.normalize('NFKC').toLowerCase()).matchAll(RUNS)) {
    if (!HAN.test(run)) keep(run, words);
    // Without the guess at unknown words: they differ between two texts that mean the same.
    else for (const word of cutter().cut(run, false)) keep(word, words);
  }
  return words;
}

/** Reading the dictionary takes a tenth of a second and thirty megabytes: only who tokenises pays for it. */
function cutter(): Jieba {
  jieba ??= Jieba.withDict(dict);
  return jieba;
}

function keep(word: string, words: string[]): void {
  if (word.length <= MAX_LENGTH && !NUMBER.test(word) && !STOP_WORDS.has(word)) words.push(word);
}
