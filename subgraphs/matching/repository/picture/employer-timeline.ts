import type { EmployerRecords, InsuredRecord } from './employer-records.ts';
import { paidSpan } from './insured-spans.ts';
import { covers, firstDay, type Span } from './span.ts';
import { timelineOf, type Slice } from './timeline.ts';

/** What the picture says of a firm over some months. */
export interface EmployerSituation {
  /** As the business registry has it, since it has it. */
  readonly status: string | null;
  /** For how many people the firm pays insurance in the month. */
  readonly insured: number;
  readonly county: string | null;
}

export type EmployerSlice = Slice<EmployerSituation>;

/**
 * The picture of a firm from the first month on record to a day, as `personTimeline` is of a person. Empty for a firm that
 * never paid for anybody: it is no employer.
 */
export function employerTimeline(records: EmployerRecords, day: string): readonly EmployerSlice[] {
  const spans = records.insured.flatMap((record) => {
    const span = wholeMonths(record);
    return span === null || record.personKey === null ? [] : [{ ...span, personKey: record.personKey }];
  });
  if (spans.length === 0) return [];
  const { registeredOn, cancelledOn } = records;
  const days = [
    ...spans.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
    ...[registeredOn, cancelledOn].filter((each) => each !== null),
  ];
  return timelineOf(days, day, (at) => ({
    status: statusOn(records, at),
    insured: new Set(spans.filter((span) => covers(span, at)).map(({ personKey }) => personKey)).size,
    county: records.division === null ? null : records.division.slice(0, 6),
  }));
}

/** Staff is counted by the month, and counts those who were insured throughout it: who leaves shows at once. */
function wholeMonths(record: InsuredRecord): Span | null {
  const paid = paidSpan({ ...record, recordKey: '', kind: null, unit: null });
  if (paid?.to == null) return paid;
  const to = firstDay(paid.to.slice(0, 7));
  return to <= paid.from ? null : { from: paid.from, to };
}

function statusOn({ status, registeredOn, cancelledOn }: EmployerRecords, day: string): string | null {
  if (registeredOn !== null && day < registeredOn) return null;
  return status !== 'OPEN' && cancelledOn !== null && day < cancelledOn ? 'OPEN' : status;
}

/** How many people a firm pays for in a month. */
export function insuredIn(slices: readonly EmployerSlice[], month: string): number {
  return slices.find((slice) => covers(slice, firstDay(month)))?.value.insured ?? 0;
}
