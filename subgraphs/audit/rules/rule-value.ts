import { isCalendarDay, isCalendarMonth } from '../../../identifiers/calendar-day.ts';
import type { RuleType, Scalar } from './typed-expression.ts';

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** The number, or null where it lies beyond 64 bits: no evaluator has more. */
export function within64Bits(value: bigint): bigint | null {
  return value < LEAST || value > GREATEST ? null : value;
}

/**
 * A decimal as a whole number of that scale: `75.5` of scale 2 is 7550. Null where it is none, has more decimals than the
 * scale (zeros aside), or lies beyond 64 bits.
 */
export function wholeNumber(decimal: string, scale: number): bigint | null {
  const [, sign = '', whole, decimals = ''] = /^(-?)(\d+)(?:\.(\d+?)0*)?$/u.exec(decimal) ?? [];
  const significant = decimals === '0' ? '' : decimals;
  if (whole === undefined || significant.length > scale) return null;
  return within64Bits(BigInt(sign + whole + significant.padEnd(scale, '0')));
}

/**
 * A JSON value as rules see it; null for a null and for one that has not the form of the type (a day of which policy
 * shows only the month, a number with more decimals than its measure says).
 */
export function ruleValueOf(type: RuleType, value: unknown): Scalar | null {
  switch (type.kind) {
    case 'bool':
      return typeof value === 'boolean' ? value : null;
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'day':
      return typeof value === 'string' && isCalendarDay(value) && value >= '0001' ? value : null;
    case 'month':
      return typeof value === 'string' && isCalendarMonth(value) && value >= '0001' ? value : null;
    case 'number':
      return typeof value === 'number' || typeof value === 'string'
        ? wholeNumber(String(value), type.scale)
        : null;
  }
}
