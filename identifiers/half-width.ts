/**
 * Turns the full-width forms that Chinese input methods produce (`２３９９０１`, `Ｘ`, ideographic space) into ASCII,
 * removes white space and raises letters: registers hold all of these for the same number.
 */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/gu, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000]+/gu, '')
    .toUpperCase();
}
