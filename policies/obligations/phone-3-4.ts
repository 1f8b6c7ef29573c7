import { type Mask, maskKind, stars } from './mask.ts';

/** Three and four digits of a mobile number; anything else is hidden whole. */
export const phoneThreeFour: Mask = {
  kind: maskKind('phone.3-4'),
  discloses: 2,
  fits: ['String'],
  words: { en: 'telephone, first three and last four digits', zh: '电话号码（保留前三后四位）' },
  apply: (value) =>
    typeof value === 'string' && /^1[0-9]{10}$/u.test(value)
      ? `${value.slice(0, 3)}****${value.slice(-4)}`
      : stars(11),
};
