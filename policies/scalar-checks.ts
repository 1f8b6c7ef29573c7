import { isCalendarDay, isCalendarMonth, isUtcInstant } from '../identifiers/calendar-day.ts';
import { isDivisionCode } from '../identifiers/division.ts';

const CURSOR = /^[\w-]{1,2048}$/u;

/**
 * What may be given for each scalar of the prelude. The gateway asks before it decides and the subgraph before it
 * reads; both ask here, so that neither takes what the other refuses.
 */
export const SCALAR_CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Date: text(isCalendarDay),
  DateTime: text(isUtcInstant),
  Month: text(isCalendarMonth),
  Fen: (value) => Number.isSafeInteger(value),
  DivisionCode: text(isDivisionCode),
  Cursor: text((value) => CURSOR.test(value)),
};

/** How each is written: what a caller is told who wrote it otherwise, so never a value of anybody. */
export const SCALAR_EXAMPLES: Readonly<Record<string, string>> = {
  Date: '2026-11-01',
  DateTime: '2026-11-01T08:00:00Z',
  Month: '2026-11',
  Fen: '150000',
  DivisionCode: '230102',
};

function text(isValid: (value: string) => boolean): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && isValid(value);
}
