import { chineseName, HIDDEN_NAME } from './chinese-name.ts';
import { COMPOUND_SURNAMES } from './compound-surnames.ts';
import { type Mask, maskKind, stars } from './mask.ts';

/** The surname and a star for each further character; what is no Chinese name is hidden whole. */
export const nameSurname: Mask = {
  kind: maskKind('name.surname'),
  discloses: 2,
  fits: ['String'],
  words: { en: 'surname only', zh: '姓名（仅保留姓氏）' },
  apply: (value) => {
    const points = chineseName(value);
    if (!points) return HIDDEN_NAME;
    const surname = COMPOUND_SURNAMES.has(points.slice(0, 2).join('')) && points.length > 2 ? 2 : 1;
    return points.slice(0, surname).join('') + stars(points.length - surname);
  },
};
