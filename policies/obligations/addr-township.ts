import { coarserDivision } from './coarser-division.ts';
import { type Mask, maskKind } from './mask.ts';

/** The township of a division code; its county where the code says no more. */
export const addressTownship: Mask = {
  kind: maskKind('addr.township'),
  discloses: 3,
  fits: ['DivisionCode'],
  words: { en: 'place, to the township', zh: '地址（精确到乡镇街道）' },
  apply: (value) => coarserDivision(value, 9),
};
