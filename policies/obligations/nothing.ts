import { EVERY_SCALAR } from './every-scalar.ts';
import { type Mask, maskKind } from './mask.ts';

/** Shows nothing, not even that there is a value. */
export const nothing: Mask = {
  kind: maskKind('null'),
  discloses: 0,
  fits: EVERY_SCALAR,
  words: { en: 'not shown', zh: '不予显示' },
  apply: () => null,
};
