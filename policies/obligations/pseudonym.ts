import { FULL_ID } from './id-full.ts';
import { type Mask, maskKind, standInsOf } from './mask.ts';

/**
 * The pseudonym of a person: stable for one application, purpose and epoch. As an argument it stands for the person, so
 * that the application can ask about the same one again without knowing who it is.
 */
export const pseudonym: Mask = {
  kind: maskKind('pseudonym'),
  discloses: 4,
  fits: ['ID'],
  onlyOn: 'person-key',
  words: { en: 'pseudonym of the person', zh: '假名（仅本应用、本目的可用）' },
  apply: (value, context) => (typeof value === 'string' ? standInsOf(context).pseudonymOf(value) : FULL_ID),
};
