import { calendarParts } from './calendar-date.ts';
import { type Mask, maskKind } from './mask.ts';

/** The quarter, `YYYY-Qn`; null where the value is no calendar day. */
export const dateQuarter: Mask = {
  kind: maskKind('date.quarter'),
  discloses: 4,
  fits: ['Date'],
  words: { en: 'date, to the quarter', zh: '日期（精确到季度）' },
  apply: (value) => {
    const parts = calendarParts(value);
    return parts && `${parts.year}-Q${Math.ceil(Number(parts.month) / 3)}`;
  },
};
