import { chineseName, HIDDEN_NAME } from './chinese-name.ts';
import { type Mask, maskKind, stars } from './mask.ts';

/** The last character of a name and a star for each before it; what is no Chinese name is hidden whole. */
export const nameLast: Mask = {
  kind: maskKind('name.last'),
  discloses: 3,
  fits: ['String'],
  words: { en: 'last character of the name', zh: '姓名（仅保留末字）' },
  apply: (value) => {
    const points = chineseName(value);
    return points ? stars(points.length - 1) + (points.at(-1) ?? '') : HIDDEN_NAME;
  },
};
