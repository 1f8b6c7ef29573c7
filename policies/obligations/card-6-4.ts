import { type Mask, maskKind, stars } from './mask.ts';

/** Whether a run of digits passes the Luhn check (ISO/IEC 7812). */
function isLuhnValid(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}

/** Issuer and last four digits of a bank card number that passes its check; anything else is hidden whole. */
export const cardSixFour: Mask = {
  kind: maskKind('card.6-4'),
  discloses: 2,
  words: { en: 'bank card, first six and last four digits', zh: '银行卡号（保留前六后四位）' },
  apply: (value) =>
    typeof value === 'string' && /^[0-9]{13,19}$/u.test(value) && isLuhnValid(value)
      ? `${value.slice(0, 6)}${stars(value.length - 10)}${value.slice(-4)}`
      : stars(16),
};
