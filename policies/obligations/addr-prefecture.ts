import { coarserDivision } from './coarser-division.ts';
import { type Mask, maskKind } from './mask.ts';

/** The prefecture of a division code, as its own code: `230102001` → `230100`. */
export const addressPrefecture: Mask = {
  kind: maskKind('addr.prefecture'),
  discloses: 1,
  fits: ['DivisionCode'],
  words: { en: 'place, to the prefecture', zh: '地址（精确到市地）' },
  apply: (value) => coarserDivision(value, 4),
};
