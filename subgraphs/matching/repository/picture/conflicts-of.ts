import { sameDayOrNextFirst } from '../../../../identifiers/months-later.ts';
import { insuredSpans, paidSpan, struckOffFrom, type InsuredSpan } from './insured-spans.ts';
import { diedOn, lastEnd, receives, registrationOn } from './employment-on.ts';
import type { InsuranceRecord, PersonRecords, RegistrationRecord } from './person-records.ts';
import { covers } from './span.ts';

export type ConflictKind =
  | 'EMPLOYED_NOT_INSURED'
  | 'UNEMPLOYED_BUT_INSURED'
  | 'BENEFIT_WHILE_INSURED'
  | 'PENSION_WHILE_INSURED'
  | 'INSURED_BY_CLOSED_FIRM'
  | 'ACTIVE_AFTER_DEATH'
  | 'DEATH_NOT_REGISTERED'
  | 'INSURED_TWICE';

/** Two records that can not both be right. It stays until an agency corrects one of them. */
export interface Conflict {
  readonly kind: ConflictKind;
  /** The agencies whose records disagree, sorted. */
  readonly sources: readonly string[];
  /** The agency whose record is to be corrected, or confirmed. */
  readonly routedTo: string;
  /** The records of that agency, by its own keys, sorted; never those of a source of which only conclusions are kept. */
  readonly recordKeys: readonly string[];
}

/** Months without insurance after which a registration as employed is doubted: one may be between two payments. */
const MONTHS_WITHOUT = 2;

/** What disagrees on a day, at most one of each kind, in a set order. */
export function conflictsOf(records: PersonRecords, day: string): readonly Conflict[] {
  const spans = insuredSpans(records.insurance);
  const jobs = spans.filter((span) => span.by === 'UNIT' && covers(span, day));
  const registration = registrationOn(records.registrations, day);
  const died = diedOn(records);
  const found: readonly (Conflict | null)[] =
    died !== null && died <= day
      ? [activeAfterDeath(records, died, day), deathNotRegistered(records)]
      : [
          employedNotInsured(registration, spans, day),
          unemployedButInsured(registration, jobs),
          whileInsured(records, jobs, day, 'UNEMPLOYMENT'),
          whileInsured(records, jobs, day, 'PENSION'),
          insuredTwice(jobs),
          insuredByClosedFirm(records.insurance, day),
        ];
  return found.filter((conflict) => conflict !== null);
}

function employedNotInsured(
  registration: RegistrationRecord | null,
  spans: readonly InsuredSpan[],
  day: string,
): Conflict | null {
  if (registration?.status !== 'EMPLOYED' || spans.some((span) => covers(span, day))) return null;
  const last = [lastEnd(spans, day), registration.registeredOn]
    .filter((each) => each !== null)
    .sort()
    .at(-1);
  if (last === undefined || day < sameDayOrNextFirst(last, MONTHS_WITHOUT)) return null;
  return conflict('EMPLOYED_NOT_INSURED', ['labour'], 'labour', [registration.recordKey]);
}

/** A job that began after the registration is news to it, which is no less a reason to renew it. */
function unemployedButInsured(
  registration: RegistrationRecord | null,
  jobs: readonly InsuredSpan[],
): Conflict | null {
  if (registration?.status !== 'UNEMPLOYED' || jobs.length === 0) return null;
  return conflict('UNEMPLOYED_BUT_INSURED', ['labour'], 'labour', [registration.recordKey]);
}

function whileInsured(
  records: PersonRecords,
  jobs: readonly InsuredSpan[],
  day: string,
  benefit: 'UNEMPLOYMENT' | 'PENSION',
): Conflict | null {
  if (jobs.length === 0 || !receives(records, benefit, day)) return null;
  const kind = benefit === 'PENSION' ? 'PENSION_WHILE_INSURED' : 'BENEFIT_WHILE_INSURED';
  const received = records.benefits.filter(
    (each) => each.kind === benefit && receives({ benefits: [each] }, benefit, day),
  );
  return conflict(kind, ['labour'], 'labour', [...keysOf(received), ...keysOf(jobs)]);
}

function insuredTwice(jobs: readonly InsuredSpan[]): Conflict | null {
  const firms = new Set(jobs.flatMap(({ employer }) => employer ?? []));
  return firms.size < 2 ? null : conflict('INSURED_TWICE', ['labour'], 'labour', keysOf(jobs));
}

function insuredByClosedFirm(insurance: readonly InsuranceRecord[], day: string): Conflict | null {
  const unfounded = insurance.filter((record) => {
    const paid = paidSpan(record);
    const closed = struckOffFrom(record);
    return paid !== null && covers(paid, day) && closed !== null && closed <= day;
  });
  if (unfounded.length === 0) return null;
  return conflict('INSURED_BY_CLOSED_FIRM', ['business-registry', 'labour'], 'labour', keysOf(unfounded));
}

function activeAfterDeath(records: PersonRecords, died: string, day: string): Conflict | null {
  const { insurance, benefits, registrations, deaths, resident } = records;
  const paid = insurance.filter((record) => {
    const span = paidSpan(record);
    // The month of the death is still paid.
    return span !== null && covers(span, day) && sameDayOrNextFirst(died, 1) <= day;
  });
  const received = benefits.filter(
    (each) => sameDayOrNextFirst(died, 1) <= day && receives({ benefits: [each] }, each.kind ?? '', day),
  );
  const registered = registrations.filter(({ registeredOn }) => registeredOn !== null && registeredOn > died);
  const active = [...paid, ...received, ...registered];
  if (active.length === 0) return null;
  const sayDead = [
    ...deaths.map(({ source }) => source),
    ...(resident.status === 'DECEASED' ? ['household-registration'] : []),
  ];
  return conflict('ACTIVE_AFTER_DEATH', [...sayDead, 'labour'], 'labour', keysOf(active));
}

function deathNotRegistered({ deaths, resident }: PersonRecords): Conflict | null {
  if (resident.status !== 'NORMAL' || deaths.length === 0) return null;
  const sources = [...deaths.map(({ source }) => source), 'household-registration'];
  return conflict('DEATH_NOT_REGISTERED', sources, 'household-registration', [resident.recordKey]);
}

function keysOf(records: readonly { readonly recordKey: string }[]): readonly string[] {
  return records.map(({ recordKey }) => recordKey);
}

function conflict(
  kind: ConflictKind,
  sources: readonly string[],
  routedTo: string,
  recordKeys: readonly string[],
): Conflict {
  return {
    kind,
    sources: [...new Set(sources)].sort(),
    routedTo,
    recordKeys: [...new Set(recordKeys)].sort(),
  };
}
