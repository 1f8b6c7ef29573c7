import { ageOn } from '../../identifiers/age-on.ts';
import { type Mask, maskKind } from './mask.ts';

/** The ages with which bands begin: what the law asks of children, workers and the old goes by them. */
export const AGE_BANDS = [0, 6, 15, 18, 35, 50, 60, 70, 80] as const;

/**
 * The age on the day of the exchange as a band, from a day of birth: `60–69`, `80+`. Null where the value is no calendar
 * day, or one to come.
 */
export const ageBand: Mask = {
  kind: maskKind('age.band'),
  discloses: 1,
  fits: ['Date'],
  words: { en: 'age group', zh: '年龄段' },
  apply: (value, { today }) => {
    const age = ageOn(value, today);
    if (age === null) return null;
    const from = AGE_BANDS.findLast((start) => start <= age) ?? 0;
    const next = AGE_BANDS.find((start) => start > age);
    return next === undefined ? `${from}+` : `${from}–${next - 1}`;
  },
};
