import { calendarParts } from './calendar-date.ts';
import { type Mask, maskKind } from './mask.ts';

/** The first day of the year, so that the result is still a `Date`; null where the value is no calendar day. */
export const dateYear: Mask = {
  kind: maskKind('date.year'),
  discloses: 2,
  fits: ['Date'],
  words: { en: 'date, to the year', zh: '日期（精确到年）' },
  apply: (value) => {
    const parts = calendarParts(value);
    return parts && `${parts.year}-01-01`;
  },
};
