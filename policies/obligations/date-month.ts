import { calendarParts } from './calendar-date.ts';
import { type Mask, maskKind } from './mask.ts';

/** The first day of the month, so that the result is still a `Date`; null where the value is no calendar day. */
export const dateMonth: Mask = {
  kind: maskKind('date.month'),
  discloses: 3,
  fits: ['Date'],
  words: { en: 'date, to the month', zh: '日期（精确到月）' },
  apply: (value) => {
    const parts = calendarParts(value);
    return parts && `${parts.year}-${parts.month}-01`;
  },
};
