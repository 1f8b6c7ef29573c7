import { simplified } from '../text/simplified.ts';

/** What a code unit becomes is looked up: a text has thousands of them, and an employer a thousand texts. */
const UNKNOWN = -1;
const SEVERAL = -2;
const foldedUnits = new Int32Array(0x1_0000).fill(UNKNOWN);
/** What is written as more than one letter (㎏, ﬁ), and what lies beyond the plane of the table. */
const foldedOthers = new Map<number, string>();
/** Of a sign that is a whole phrase the first letters tell enough. */
const MOST_FOR_ONE = 4;

/**
 * The letters and digits of a text alone, one width, one case, without accents, traditional characters made simplified: as
 * numbers, since many texts are compared. Character by character, so that each stays what it is wherever it stands.
 */
export function foldedLetters(text: string): Uint16Array {
  const letters = new Uint16Array(text.length * MOST_FOR_ONE);
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    let folded = foldedUnits[unit] ?? UNKNOWN;
    if (folded === UNKNOWN) folded = learn(unit);
    if (folded > 0) letters[count++] = folded;
    else if (folded === SEVERAL) {
      const code = text.codePointAt(at) ?? unit;
      if (code > 0xffff) at += 1;
      for (const letter of several(code)) letters[count++] = letter.charCodeAt(0);
    }
  }
  return letters.subarray(0, count);
}

function learn(unit: number): number {
  const isHalf = unit >= 0xd800 && unit <= 0xdfff;
  const letters = isHalf ? '' : folded(unit);
  const learned = isHalf || letters.length > 1 ? SEVERAL : letters === '' ? 0 : letters.charCodeAt(0);
  foldedUnits[unit] = learned;
  return learned;
}

function several(code: number): string {
  const known = foldedOthers.get(code);
  if (known !== undefined) return known;
  const letters = folded(code).slice(0, MOST_FOR_ONE);
  foldedOthers.set(code, letters);
  return letters;
}

function folded(code: number): string {
  const plain = String.fromCodePoint(code).normalize('NFKD').toLowerCase();
  return simplified(plain).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
