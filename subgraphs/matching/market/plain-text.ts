import { simplified } from '../text/simplified.ts';

const HIDDEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;
/** What is put between characters so that no word is found: `限 男`, `限·男`, `限*男`. */
const BETWEEN_CHINESE =
  /(?<=[\p{Script=Han}\d])[\s·•*_~|/]+(?=[\p{Script=Han}])|(?<=\p{Script=Han})[\s·•*_~|/]+(?=\d)/gu;
/** The same with stops: `限.男.性`. At least three single characters, so that no two sentences are joined. */
const STOPS_BETWEEN = /(?<!\p{Script=Han})\p{Script=Han}(?:[.\-+=#^]\p{Script=Han}){2,}(?!\p{Script=Han})/gu;

/**
 * A text as words are looked for in it: full-width forms made half, traditional characters made simplified, lower case,
 * nothing invisible, and no gaps between Chinese characters. The sense stays; lengths do not.
 */
export function plainText(text: string): string {
  const folded = text.normalize('NFKC').replace(HIDDEN, '').toLowerCase();
  return simplified(folded)
    .replace(BETWEEN_CHINESE, '')
    .replace(STOPS_BETWEEN, (spread) => spread.replace(/[^\p{Script=Han}]/gu, ''))
    .replace(/\s+/gu, ' ')
    .trim();
}
