import { calendarParts } from './calendar-date.ts';
import { type Mask, maskKind } from './mask.ts';

/** The month, `YYYY-MM`; null where the value is no calendar day. */
export const dateMonth: Mask = {
  kind: maskKind('date.month'),
  discloses: 5,
  fits: ['Date'],
  words: { en: 'date, to the month', zh: '日期（精确到月）' },
  apply: (value) => {
    const parts = calendarParts(value);
    return parts && `${parts.year}-${parts.month}`;
  },
};
