import { foldedLetters } from './folded-letters.ts';
import type { Vacancy } from './vacancy.ts';

/**
 * From here on two texts say the same in other words. A pair that is turned around (洗菜切菜, 切菜洗菜) in a line of twenty
 * characters, or three of nine phrases worded anew, leaves more; the same firm's announcement of other work leaves six tenths.
 */
const NEAR = 0.7;
/** So many pairs of letters are told apart; two that fall together can only make texts look a little more alike. */
const PAIRS = 1 << 16;

type Said = Pick<Vacancy, 'title' | 'text'>;

/**
 * Whether other vacancies of its employer say the same as this one. `SAME`: the same but for spaces, punctuation and case.
 * `NEAR`: most pairs of neighbouring letters are in both, in whatever order; of the texts alone, as another title makes no
 * other work, or with the titles, as a text may be told in them.
 */
export function likenessTo(vacancy: Said): (other: Said) => 'SAME' | 'NEAR' | null {
  const [ownTitle, ownText] = [foldedLetters(vacancy.title), foldedLetters(vacancy.text)];
  const isNearText = nearTo([ownText]);
  const isNearWhole = nearTo([ownTitle, ownText]);
  return (other) => {
    const [title, text] = [foldedLetters(other.title), foldedLetters(other.text)];
    if (isSame(title, ownTitle) && isSame(text, ownText)) return 'SAME';
    return isNearText([text]) || isNearWhole([title, text]) ? 'NEAR' : null;
  };
}

function isSame(a: Uint16Array, b: Uint16Array): boolean {
  return a.length === b.length && a.every((letter, at) => letter === b[at]);
}

/**
 * Whether the share of the pairs of either that are in both (Jaccard, each as often as it stands) is great enough. An
 * employer's texts are mostly unlike and may be long, so one is given up as soon as too many of its pairs are not in this.
 */
function nearTo(own: readonly Uint16Array[]): (other: readonly Uint16Array[]) => boolean {
  const counts = new Uint16Array(PAIRS);
  for (const letters of own)
    for (let at = 1; at < letters.length; at++) {
      const pair = pairAt(letters, at);
      counts[pair] = (counts[pair] ?? 0) + 1;
    }
  const ownPairs = pairsIn(own);
  const left = new Uint16Array(PAIRS);
  return (other) => {
    const otherPairs = pairsIn(other);
    // both / (own + other - both) >= NEAR; of two texts without any pair there is nothing to compare.
    const needed = Math.max(1, (NEAR * (ownPairs + otherPairs)) / (1 + NEAR));
    if (needed > Math.min(ownPairs, otherPairs)) return false;
    left.set(counts);
    let spare = otherPairs - needed;
    for (const letters of other)
      for (let at = 1; at < letters.length; at++) {
        const pair = pairAt(letters, at);
        const more = left[pair] ?? 0;
        if (more > 0) left[pair] = more - 1;
        else if ((spare -= 1) < 0) return false;
      }
    return true;
  };
}

function pairsIn(texts: readonly Uint16Array[]): number {
  return texts.reduce((sum, letters) => sum + Math.max(0, letters.length - 1), 0);
}

function pairAt(letters: Uint16Array, at: number): number {
  const mixed = (letters[at - 1] ?? 0) * 0x1_0001 + (letters[at] ?? 0) * 0x9e37;
  return Math.imul(mixed, 0x9e37_79b1) >>> 16;
}
