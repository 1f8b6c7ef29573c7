import { calendarParts } from './calendar-date.ts';
import { type Mask, maskKind } from './mask.ts';

/** The year, `YYYY`; null where the value is no calendar day. */
export const dateYear: Mask = {
  kind: maskKind('date.year'),
  discloses: 3,
  fits: ['Date'],
  words: { en: 'date, to the year', zh: '日期（精确到年）' },
  apply: (value) => {
    const parts = calendarParts(value);
    return parts && parts.year;
  },
};
