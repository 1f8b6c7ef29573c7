import { FULL_ID } from './id-full.ts';
import { type Mask, maskKind, stars } from './mask.ts';

const RESIDENT_ID = /^(?:RID:)?[0-9]{17}[0-9X]$/u;

/**
 * First six and last four characters of a resident ID, so all but the day of birth; any other number is hidden whole.
 * For reading aloud and comparing, no de-identification: the check character leaves 32 to 35 candidates where the year of
 * birth is known.
 */
export const idSixFour: Mask = {
  kind: maskKind('id.6-4'),
  discloses: 5,
  fits: ['ID', 'String'],
  words: { en: 'identity number, first six and last four characters', zh: '证件号码（保留前六后四位）' },
  apply: (value) => {
    if (typeof value !== 'string' || !RESIDENT_ID.test(value)) return FULL_ID;
    return `${value.slice(0, -12)}${stars(8)}${value.slice(-4)}`;
  },
};
