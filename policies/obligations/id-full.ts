import { type Mask, maskKind, stars } from './mask.ts';

/** What an identity number is masked to when nothing of it may be seen. Always 18 long: its own length is not told. */
export const FULL_ID = stars(18);

/** Hides an identity number whole. */
export const idFull: Mask = {
  kind: maskKind('id.full'),
  discloses: 1,
  fits: ['ID', 'String'],
  words: { en: 'identity number, hidden', zh: '证件号码（全部隐藏）' },
  apply: () => FULL_ID,
};
