import { codePoints, type Mask, maskKind, stars } from './mask.ts';

const PLATE = /^\p{Script=Han}[A-Z][0-9A-Z]{4,6}[0-9A-Z\p{Script=Han}]?$/u;

/** Province, office letter and the last character of a number plate. */
export const plate: Mask = {
  kind: maskKind('plate'),
  discloses: 2,
  fits: ['ID', 'String'],
  words: { en: 'number plate, first two and last character', zh: '号牌号码（保留前二后一位）' },
  apply: (value) => {
    const points = codePoints(value);
    if (!points || !PLATE.test(points.join(''))) return stars(7);
    return `${points.slice(0, 2).join('')}${stars(points.length - 3)}${points.at(-1) ?? ''}`;
  },
};
