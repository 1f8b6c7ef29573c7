const TRADITIONAL = '僅歲優無婦齡戶籍結歡適標準體經驗漢數會學業勞動';
const SIMPLIFIED = '仅岁优无妇龄户籍结欢适标准体经验汉数会学业劳动';
const SIMPLIFIED_OF: ReadonlyMap<string, string> = new Map(
  Array.from(TRADITIONAL, (character, i) => [character, SIMPLIFIED.charAt(i)]),
);
const HIDDEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;
/** What is put between characters so that no word is found: `限 男`, `限·男`, `限*男`. */
const BETWEEN_CHINESE =
  /(?<=[\p{Script=Han}\d])[\s·•*_~|/]+(?=[\p{Script=Han}])|(?<=\p{Script=Han})[\s·•*_~|/]+(?=\d)/gu;

/**
 * A text as words are looked for in it: full-width forms made half, the few traditional characters that matter made
 * simplified, lower case, nothing invisible, and no gaps between Chinese characters. The sense stays; lengths do not.
 */
export function plainText(text: string): string {
  const folded = text.normalize('NFKC').replace(HIDDEN, '').toLowerCase();
  const simplified = Array.from(folded, (character) => SIMPLIFIED_OF.get(character) ?? character).join('');
  return simplified.replace(BETWEEN_CHINESE, '').replace(/\s+/gu, ' ').trim();
}
