import { codePoints } from './mask.ts';

/** What a name is masked to when nothing of it may be seen. */
export const HIDDEN_NAME = '***';

const CHINESE_NAME = /^\p{Script=Han}{2,6}$/u;

/**
 * The characters of a name of which a mask may show one end: two to six Chinese characters. Null for any other: a name in
 * letters, with a middle dot or an emoji, of one character only.
 */
export function chineseName(value: unknown): readonly string[] | null {
  const points = codePoints(value);
  return points && CHINESE_NAME.test(points.join('')) ? points : null;
}
