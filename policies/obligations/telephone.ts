import { type Mask, maskKind, stars } from './mask.ts';

/** Area codes: `010`, `02x`, and four digits elsewhere. */
const LANDLINE = /^(0(?:10|2[0-9]|[3-9][0-9]{2}))-?[0-9]{7,8}$/u;

/** Area code and last two digits of a landline number; anything else, mobile numbers too, is hidden whole. */
export const telephone: Mask = {
  kind: maskKind('tel'),
  discloses: 2,
  fits: ['String'],
  words: { en: 'landline, area code and last two digits', zh: '固定电话（保留区号和后两位）' },
  apply: (value) => {
    const area = typeof value === 'string' ? LANDLINE.exec(value)?.[1] : undefined;
    // Four stars whatever the length: it would tell a digit of the area.
    return area === undefined ? stars(11) : `${area}-${stars(4)}${String(value).slice(-2)}`;
  },
};
