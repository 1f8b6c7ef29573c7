import { coarserDivision } from './coarser-division.ts';
import { type Mask, maskKind } from './mask.ts';

/** The county of a division code. */
export const addressCounty: Mask = {
  kind: maskKind('addr.county'),
  discloses: 2,
  fits: ['DivisionCode'],
  words: { en: 'place, to the county', zh: '地址（精确到县区）' },
  apply: (value) => coarserDivision(value, 6),
};
