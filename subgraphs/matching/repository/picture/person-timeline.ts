import { benefitSpan, insuredSpans } from './insured-spans.ts';
import {
  diedOn,
  employmentOn,
  ENDED_MONTHS,
  lastEnd,
  registrationOn,
  type Employment,
  type WorkRecords,
} from './employment-on.ts';
import type { PersonRecords } from './person-records.ts';
import { covers, daysMonthsAfter, monthsAfter } from './span.ts';
import { timelineOf, type Slice } from './timeline.ts';

/** What the picture says of a person over some days. */
export interface PersonSituation extends Employment {
  /** From when the status has held without a break. */
  readonly since: string;
  /** As last registered. */
  readonly occupation: string | null;
  /** Null while insurance for work runs, and where there never was any. */
  readonly lastInsuredMonth: string | null;
  /** The kinds of benefits that run, sorted. */
  readonly benefits: readonly string[];
  /** Where the person lives, the first six digits; null before the day from which that is on record. */
  readonly county: string | null;
}

export type PersonSlice = Slice<PersonSituation>;

/**
 * The picture of a person from the first day on record to a day: the same records give the same slices, whenever and in
 * whatever order they came. Empty where labour knows nothing of the person: of such a person no picture is kept.
 */
export function personTimeline(records: PersonRecords, day: string): readonly PersonSlice[] {
  if (!isKnownToLabour(records)) return [];
  const died = diedOn(records);
  const spans = insuredSpans(records.insurance);
  const slices = timelineOf(daysOfChange(records, died), day, (at) => ({
    ...employmentOn(records, died, at),
    occupation:
      registrationOn(
        records.registrations.filter(({ occupation }) => occupation !== null),
        at,
      )?.occupation ?? null,
    lastInsuredMonth: spans.some((span) => covers(span, at)) ? null : monthBefore(lastEnd(spans, at)),
    benefits: benefitsOn(records, at),
    county: countyOn(records, at),
  }));
  let since = '';
  return slices.map(({ value, ...span }, index) => {
    if (slices[index - 1]?.value.status !== value.status) since = span.from;
    return { ...span, value: { ...value, since } };
  });
}

export function isKnownToLabour({ insurance, benefits, registrations }: WorkRecords): boolean {
  return insurance.length + benefits.length + registrations.length > 0;
}

/** Everything after which the picture may be another one. */
function daysOfChange(records: PersonRecords, died: string | null): readonly string[] {
  const spans = [
    ...insuredSpans(records.insurance),
    ...records.benefits.map(benefitSpan).filter((span) => span !== null),
  ];
  const ends = spans.flatMap(({ to }) => (to === null ? [] : [to, daysMonthsAfter(to, ENDED_MONTHS)]));
  return [
    ...spans.map(({ from }) => from),
    ...ends,
    ...records.registrations.flatMap(({ registeredOn }) => registeredOn ?? []),
    ...(died === null ? [] : [died]),
    ...(records.resident.validFrom === null ? [] : [records.resident.validFrom]),
  ];
}

function benefitsOn({ benefits }: WorkRecords, day: string): readonly string[] {
  const kinds = benefits.flatMap((benefit) => {
    const span = benefitSpan(benefit);
    return benefit.kind !== null && span !== null && covers(span, day) ? [benefit.kind] : [];
  });
  return [...new Set(kinds)].sort();
}

function countyOn({ resident }: PersonRecords, day: string): string | null {
  const { division, validFrom } = resident;
  return division === null || validFrom === null || day < validFrom ? null : division.slice(0, 6);
}

function monthBefore(day: string | null): string | null {
  if (day === null) return null;
  // The day after the last: a month that began was insured.
  return day.endsWith('-01') ? monthsAfter(day.slice(0, 7), -1) : day.slice(0, 7);
}
