import { type Mask, maskKind } from './mask.ts';

/**
 * That there is a value: `true`, as text where the field is one. What is missing stays null and is never false, and so
 * does a blank, which is how registers write down that they do not know.
 */
export const exists: Mask = {
  kind: maskKind('exists'),
  discloses: 1,
  fits: ['Boolean', 'ID', 'String'],
  words: { en: 'whether it is on record', zh: '是否有登记' },
  apply: (value) => {
    if (typeof value === 'boolean') return true;
    return typeof value === 'string' && value.trim() === '' ? null : 'true';
  },
};
