import { monthLater } from '../../../../identifiers/months-later.ts';
import {
  diedOn,
  employmentOn,
  lastEnd,
  registrationOn,
  type Employment,
  type WorkRecords,
} from './employment-on.ts';
import { benefitSpan, insuredSpans } from './insured-spans.ts';
import type { PersonRecords } from './person-records.ts';
import { covers } from './span.ts';
import type { Slice } from './timeline.ts';
import { trainingDays, trainingOn, type Training } from './training-on.ts';
import { workTimeline, type Since } from './work-timeline.ts';

/** What the picture says of a person over some days. */
export interface PersonSituation extends Employment, Since, Training {
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
 * whatever order they came. Empty where labour knows nothing of the person, of whom no picture is kept; but of whoever has
 * died one is, for who looks for work need not be known to labour, and nobody who has died is matched.
 */
export function personTimeline(records: PersonRecords, day: string): readonly PersonSlice[] {
  const died = diedOn(records);
  if (died === null && !isKnownToLabour(records)) return [];
  const spans = insuredSpans(records.insurance);
  const registered = records.registrations.filter(({ occupation }) => occupation !== null);
  const { validFrom } = records.resident;
  const others = [...trainingDays(records.trainings), ...(validFrom === null ? [] : [validFrom])];
  return workTimeline(records, died, others, day, (at) => ({
    ...employmentOn(records, died, at),
    ...trainingOn(records.trainings, at),
    occupation: registrationOn(registered, at)?.occupation ?? null,
    lastInsuredMonth: spans.some((span) => covers(span, at)) ? null : monthBefore(lastEnd(spans, at)),
    benefits: benefitsOn(records, at),
    county: countyOn(records, at),
  }));
}

function isKnownToLabour({ insurance, benefits, registrations, trainings }: PersonRecords): boolean {
  return insurance.length + benefits.length + registrations.length + trainings.length > 0;
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
  return day.endsWith('-01') ? monthLater(day.slice(0, 7), -1) : day.slice(0, 7);
}
