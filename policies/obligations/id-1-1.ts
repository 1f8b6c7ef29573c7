import { ID_KINDS } from '../../identifiers/person-key.ts';
import { FULL_ID } from './id-full.ts';
import { codePoints, type Mask, maskKind, stars } from './mask.ts';

const RESIDENT_ID = /^(?:RID:)?\d{17}[\dX]$/u;
const OTHER_NUMBER = new RegExp(
  `^(?:${ID_KINDS.filter((kind) => kind !== 'RID').join('|')}):[\\dA-Z-]{6,32}$`,
  'u',
);

/**
 * First and last character of an identity number (JR/T 0171 practice). A canonical id keeps its kind: `RID:2…1`; the
 * kind tells a foreigner from a resident, not one person from another.
 */
export const idOneOne: Mask = {
  kind: maskKind('id.1-1'),
  discloses: 2,
  fits: ['ID', 'String'],
  words: { en: 'identity number, first and last character', zh: '证件号码（保留首末各一位）' },
  apply: (value) => {
    const text = codePoints(value)?.join('') ?? '';
    if (!RESIDENT_ID.test(text) && !OTHER_NUMBER.test(text)) return FULL_ID;
    const number = Array.from(text.slice(text.indexOf(':') + 1));
    const kind = text.slice(0, text.indexOf(':') + 1);
    return `${kind}${number[0] ?? ''}${stars(number.length - 2)}${number.at(-1) ?? ''}`;
  },
};
