import { calendarParts } from './calendar-date.ts';
import { type Mask, maskKind } from './mask.ts';

/** Five years that begin with a multiple of five, `1955–1959`; null where the value is no calendar day. */
export const dateFiveYears: Mask = {
  kind: maskKind('date.5y'),
  discloses: 2,
  fits: ['Date'],
  words: { en: 'date, to five years', zh: '日期（精确到五年）' },
  apply: (value) => {
    const parts = calendarParts(value);
    if (!parts) return null;
    const first = Math.floor(Number(parts.year) / 5) * 5;
    return `${yearText(first)}–${yearText(first + 4)}`;
  },
};

const yearText = (year: number): string => String(year).padStart(4, '0');
