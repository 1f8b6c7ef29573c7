import { isLuhnValid } from '../../identifiers/luhn.ts';
import { type Mask, maskKind, stars } from './mask.ts';

/** Issuer and last four digits of a bank card number that passes its check; anything else is hidden whole. */
export const cardSixFour: Mask = {
  kind: maskKind('card.6-4'),
  discloses: 2,
  fits: ['ID', 'String'],
  words: { en: 'bank card, first six and last four digits', zh: '银行卡号（保留前六后四位）' },
  apply: (value) =>
    typeof value === 'string' && /^[0-9]{13,19}$/u.test(value) && isLuhnValid(value)
      ? `${value.slice(0, 6)}${stars(value.length - 10)}${value.slice(-4)}`
      : stars(16),
};
