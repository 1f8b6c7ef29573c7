import { sameDayOrNextFirst } from '../../../../identifiers/months-later.ts';
import { ENDED_MONTHS, type Employment, type WorkRecords } from './employment-on.ts';
import { benefitSpan, insuredSpans } from './insured-spans.ts';
import { timelineOf, type Slice } from './timeline.ts';

/** Since when a status has held without a break. */
export interface Since {
  readonly since: string;
}

/**
 * What holds when about somebody's work, from the first day on record to a day.
 * @param died null where no source says that the person has died
 * @param others further days on which it may change
 */
export function workTimeline<T extends Employment>(
  records: WorkRecords,
  died: string | null,
  others: readonly string[],
  day: string,
  at: (day: string) => T,
): readonly Slice<T & Since>[] {
  const days = [...daysOfChange(records), ...(died === null ? [] : [died]), ...others];
  const slices = timelineOf(days, day, at);
  let since = '';
  return slices.map(({ value, ...span }, index) => {
    if (slices[index - 1]?.value.status !== value.status) since = span.from;
    return { ...span, value: { ...value, since } };
  });
}

/** Everything after which somebody's work may be another. */
function daysOfChange({ insurance, benefits, registrations }: WorkRecords): readonly string[] {
  const spans = [...insuredSpans(insurance), ...benefits.map(benefitSpan).filter((span) => span !== null)];
  return [
    ...spans.map(({ from }) => from),
    ...spans.flatMap(({ to }) => (to === null ? [] : [to, sameDayOrNextFirst(to, ENDED_MONTHS)])),
    ...registrations.flatMap(({ registeredOn }) => registeredOn ?? []),
  ];
}
