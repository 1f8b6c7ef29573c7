import { sameDayOrNextFirst } from '../../../../identifiers/months-later.ts';
import { benefitSpan, insuredSpans, type InsuredSpan } from './insured-spans.ts';
import type { BenefitRecord, InsuranceRecord, PersonRecords, RegistrationRecord } from './person-records.ts';
import { covers, type Span } from './span.ts';

export type EmploymentStatus = 'EMPLOYED' | 'UNEMPLOYED' | 'FLEXIBLE' | 'RETIRED' | 'DECEASED' | 'UNKNOWN';

/** What the status rests on. */
export type EmploymentBasis =
  | 'DEATH'
  | 'PENSION'
  | 'INSURANCE'
  | 'REGISTRATION'
  | 'INSURANCE_ENDED'
  | 'UNEMPLOYMENT_BENEFIT'
  | 'NOTHING_RECENT';

/** Whether and where somebody works on one day. */
export interface Employment {
  readonly status: EmploymentStatus;
  readonly basis: EmploymentBasis;
  /** The credit code of the firm that employs; null where nobody does, or an office that is no firm. */
  readonly employer: string | null;
}

/** The records that say whether somebody works; of a household's other members no more is read. */
export interface WorkRecords {
  readonly insurance: readonly InsuranceRecord[];
  readonly benefits: readonly BenefitRecord[];
  readonly registrations: readonly RegistrationRecord[];
}

/** So long after insurance ended it says that somebody is out of work; after that nobody has said anything for too long. */
export const ENDED_MONTHS = 12;

/**
 * Decides between the sources; the order is in
 * `subgraphs/matching/repository/decisions/2026-11-22-when-sources-disagree.md`.
 * @param diedOn null where no source says that the person has died
 */
export function employmentOn(records: WorkRecords, diedOn: string | null, day: string): Employment {
  if (diedOn !== null && diedOn <= day) return without('DECEASED', 'DEATH');
  if (receives(records, 'PENSION', day)) return without('RETIRED', 'PENSION');
  const spans = insuredSpans(records.insurance);
  const job = latest(spans.filter((span) => covers(span, day)));
  if (job !== null)
    return {
      status: job.by === 'UNIT' ? 'EMPLOYED' : 'FLEXIBLE',
      basis: 'INSURANCE',
      employer: job.employer,
    };
  return withoutInsurance(records, spans, day);
}

function withoutInsurance(records: WorkRecords, spans: readonly InsuredSpan[], day: string): Employment {
  const ended = lastEnd(spans, day);
  const registration = registrationOn(records.registrations, day);
  if (registration !== null && (ended === null || String(registration.registeredOn) >= ended)) {
    const { status } = registration;
    return without(isStatus(status) ? status : 'UNKNOWN', 'REGISTRATION');
  }
  if (receives(records, 'RESIDENT_PENSION', day)) return without('RETIRED', 'PENSION');
  if (ended !== null && day < sameDayOrNextFirst(ended, ENDED_MONTHS))
    return without('UNEMPLOYED', 'INSURANCE_ENDED');
  if (receives(records, 'UNEMPLOYMENT', day)) return without('UNEMPLOYED', 'UNEMPLOYMENT_BENEFIT');
  return without('UNKNOWN', 'NOTHING_RECENT');
}

/** The first day on which a source says that the person had died; null where none does. */
export function diedOn({ deaths, resident }: Pick<PersonRecords, 'deaths' | 'resident'>): string | null {
  const days = deaths.flatMap(({ on }) => (on === null ? [] : [on]));
  const registered = resident.status === 'DECEASED' ? (resident.statusOn ?? resident.validFrom) : null;
  return [...days, ...(registered === null ? [] : [registered])].sort()[0] ?? null;
}

/** The last day on which insurance for work ended, up to a day; null where none did. */
export function lastEnd(spans: readonly Span[], day: string): string | null {
  const ends = spans.flatMap(({ to }) => (to !== null && to <= day ? [to] : []));
  return ends.sort().at(-1) ?? null;
}

/** The latest registration up to a day; null where there is none. */
export function registrationOn(
  registrations: readonly RegistrationRecord[],
  day: string,
): RegistrationRecord | null {
  const known = registrations.filter(({ registeredOn }) => registeredOn !== null && registeredOn <= day);
  const order = ({ registeredOn, recordKey }: RegistrationRecord): string =>
    `${registeredOn} ${byNumber(recordKey)}`;
  return known.toSorted((one, other) => (order(one) < order(other) ? -1 : 1)).at(-1) ?? null;
}

/** Whether a benefit of the kind is received on a day. */
export function receives({ benefits }: Pick<WorkRecords, 'benefits'>, kind: string, day: string): boolean {
  return benefits.some((benefit) => {
    const span = benefitSpan(benefit);
    return benefit.kind === kind && span !== null && covers(span, day);
  });
}

/** Of several jobs at once: one that somebody gives before one that the person gives themselves, then the latest. */
function latest(spans: readonly InsuredSpan[]): InsuredSpan | null {
  const order = ({ by, from, employer }: InsuredSpan): string =>
    `${by === 'UNIT' ? 1 : 0} ${from} ${employer ?? ''}`;
  return spans.toSorted((one, other) => (order(one) < order(other) ? -1 : 1)).at(-1) ?? null;
}

/** Keys are numbers for most sources: `9` comes before `10`. */
function byNumber(recordKey: string): string {
  return recordKey.padStart(20, '0');
}

const STATUSES: ReadonlySet<string | null> = new Set(['EMPLOYED', 'UNEMPLOYED', 'FLEXIBLE', 'RETIRED']);

function isStatus(status: string | null): status is EmploymentStatus {
  return STATUSES.has(status);
}

function without(status: EmploymentStatus, basis: EmploymentBasis): Employment {
  return { status, basis, employer: null };
}
