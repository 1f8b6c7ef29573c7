import { FULL_ID } from './id-full.ts';
import { type Mask, maskKind, standInsOf } from './mask.ts';

/**
 * 26 characters that stand for an identity number under one purpose and epoch: equal for all applications of the purpose,
 * unlinkable beyond it. Nobody can turn it back.
 */
export const idToken: Mask = {
  kind: maskKind('id.token'),
  discloses: 3,
  fits: ['ID', 'String'],
  onlyOn: 'key',
  words: { en: 'identity number, as a token of the purpose', zh: '证件号码（按使用目的生成的标记）' },
  apply: (value, context) => (typeof value === 'string' ? standInsOf(context).tokenOf(value) : FULL_ID),
};
