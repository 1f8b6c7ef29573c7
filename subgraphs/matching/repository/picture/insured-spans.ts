import type { BenefitRecord, InsuranceRecord } from './person-records.ts';
import { dayAfterMonth, earlier, firstDay, type Span } from './span.ts';

/** Insurance that says of somebody that they worked, and when. */
export interface InsuredSpan extends Span {
  readonly recordKey: string;
  /** `UNIT`: somebody employs the person; `ALONE`: the person pays by themselves. */
  readonly by: 'UNIT' | 'ALONE';
  /** Null for a person who pays alone, and for a unit that is in no register of firms. */
  readonly employer: string | null;
}

/** No person insures themselves against these. */
const EMPLOYEES_ONLY: ReadonlySet<string | null> = new Set(['UNEMPLOYMENT', 'INJURY']);

/**
 * When somebody worked, as their insurance says. Medical insurance that nobody but the person pays says nothing of work;
 * months that a firm is said to have paid after it was struck off do not count.
 */
export function insuredSpans(insurance: readonly InsuranceRecord[]): readonly InsuredSpan[] {
  return insurance.flatMap((record) => {
    const paid = paidSpan(record);
    const by = record.unit !== null || EMPLOYEES_ONLY.has(record.kind) ? 'UNIT' : 'ALONE';
    if (paid === null || (by === 'ALONE' && record.kind !== 'PENSION')) return [];
    const to = earlier(paid.to, struckOffFrom(record));
    if (to !== null && to <= paid.from) return [];
    return [
      { recordKey: record.recordKey, by, from: paid.from, to, employer: record.unit?.creditCode ?? null },
    ];
  });
}

/** The days of the months that were paid, whoever paid them; null where the record names none. */
export function paidSpan({ fromMonth, toMonth, status, recordedOn }: InsuranceRecord): Span | null {
  if (fromMonth === null) return null;
  const from = firstDay(fromMonth);
  if (toMonth !== null) return toMonth < fromMonth ? null : { from, to: dayAfterMonth(toMonth) };
  if (status === 'PAYING') return { from, to: null };
  // It has stopped, and nobody wrote down with which month: it had when that was written down.
  return recordedOn === null || recordedOn <= from ? null : { from, to: recordedOn };
}

/** From when the firm that pays is no more; null where it is, or is in no register. */
export function struckOffFrom({ unit, fromMonth }: InsuranceRecord): string | null {
  if (unit?.status !== 'CANCELLED' && unit?.status !== 'REVOKED') return null;
  return unit.cancelledOn ?? (fromMonth === null ? null : firstDay(fromMonth));
}

export function benefitSpan({ fromMonth, toMonth }: BenefitRecord): Span | null {
  if (fromMonth === null || (toMonth !== null && toMonth < fromMonth)) return null;
  return { from: firstDay(fromMonth), to: toMonth === null ? null : dayAfterMonth(toMonth) };
}
