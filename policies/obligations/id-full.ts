import { type Mask, maskKind, stars } from './mask.ts';

/** What an identity number is masked to when nothing of it may be seen: the length says nothing either. */
export const FULL_ID = stars(18);

/** Hides an identity number whole. The default where the catalogue says not shared or most sensitive. */
export const idFull: Mask = {
  kind: maskKind('id.full'),
  discloses: 0,
  fits: ['ID', 'String'],
  words: { en: 'identity number, hidden', zh: '证件号码（全部隐藏）' },
  apply: () => FULL_ID,
};
