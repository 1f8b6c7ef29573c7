import { type Mask, maskKind } from './mask.ts';

/** Shows that there is a value and nothing else: for hashes and free text, of which no part is harmless. */
export const constant: Mask = {
  kind: maskKind('const'),
  discloses: 1,
  fits: ['ID', 'String'],
  words: { en: 'present, hidden', zh: '已登记（内容隐藏）' },
  apply: () => '***',
};
