import type { IsoDate } from '../../market/measures.ts';
import type {
  HouseholdFacts,
  HouseholdMemberFacts,
  Known,
  PriorityDataset,
  PriorityFacts,
  Span as InclusiveSpan,
} from '../../priority/priority-facts.ts';
import { employmentOn, type Employment } from './employment-on.ts';
import type {
  CertificateRecord,
  EnrolmentRecord,
  HouseholdMember,
  HouseholdRecords,
  PersonRecords,
} from './person-records.ts';
import type { PersonSituation } from './person-timeline.ts';
import { workTimeline } from './work-timeline.ts';

/**
 * What the rules of priority groups ask of a person, from the records of one reading. It is passed on in the transaction
 * that keeps the picture and not kept itself. Who is out of work is so by the picture: somebody whose insurance ended need
 * not have registered yet.
 */
export function priorityFactsOf(
  records: PersonRecords,
  situation: PersonSituation,
  day: IsoDate,
): PriorityFacts {
  const { resident, household } = records;
  const known = knownOn(day);
  return {
    personKey: records.personKey,
    division: known('POPULATION', situation.county),
    birthDate: known('POPULATION', resident.bornOn),
    sex: known('POPULATION', resident.sex === 'MALE' || resident.sex === 'FEMALE' ? resident.sex : null),
    unemployedSince: {
      known: true,
      dataset: datasetOf(situation),
      asOf: day,
      value: unemployedSince(situation),
    },
    disability: {
      known: true,
      dataset: 'DISABILITY',
      asOf: day,
      value: certificateOn(records.certificates, day),
    },
    dibao: { known: true, dataset: 'ASSISTANCE', asOf: day, value: dibaoOn(records, day) },
    landless: { known: false, dataset: 'LAND' },
    graduatedOn: {
      known: true,
      dataset: 'EDUCATION',
      asOf: day,
      value: graduatedOn(records.enrolments, day),
    },
    household:
      household === null
        ? { known: true, dataset: 'HOUSEHOLD', asOf: day, value: null }
        : known('HOUSEHOLD', householdOf(records, household, { situation, day })),
  };
}

type KnownAs = <T>(dataset: PriorityDataset, value: T | null) => Known<T>;

function knownOn(day: IsoDate): KnownAs {
  return (dataset, value) =>
    value === null ? { known: false, dataset } : { known: true, dataset, asOf: day, value };
}

/** Null where it is not on record whether it is of a town. */
function householdOf(
  { personKey, resident, enrolments, certificates }: PersonRecords,
  { householdNumber, setting, others: registered }: HouseholdRecords,
  { situation, day }: { readonly situation: PersonSituation; readonly day: IsoDate },
): HouseholdFacts | null {
  if (setting !== 'URBAN' && setting !== 'RURAL') return null;
  const own = { personKey, bornOn: resident.bornOn, enrolments, certificates };
  const others = registered
    .filter(({ status }) => status === null || status === 'NORMAL')
    .map((member) => memberOf(member, workOf(member, day), day));
  return {
    householdNumber,
    setting,
    members: [memberOf(own, situation, day), ...others],
  };
}

type Work = Pick<PersonSituation, 'status' | 'basis' | 'since'>;

function workOf(member: HouseholdMember, day: IsoDate): Work {
  return (
    workTimeline(member, null, [], day, (at) => employmentOn(member, null, at)).at(-1)?.value ?? {
      status: 'UNKNOWN',
      basis: 'NOTHING_RECENT',
      since: day,
    }
  );
}

function memberOf(
  member: Pick<HouseholdMember, 'personKey' | 'bornOn' | 'enrolments' | 'certificates'>,
  work: Work,
  day: IsoDate,
): HouseholdMemberFacts {
  const { personKey, bornOn } = member;
  const known = knownOn(day);
  const works = work.status === 'EMPLOYED' || work.status === 'FLEXIBLE';
  return {
    personKey,
    birthDate: known('POPULATION', bornOn),
    unemployedSince: { known: true, dataset: datasetOf(work), asOf: day, value: unemployedSince(work) },
    // Somebody of whom labour has nothing recent may work all the same: a farmer, a family's own shop.
    working: known(datasetOf(work), work.status === 'UNKNOWN' ? null : works),
    excused: excusedOf(member, work, day),
  };
}

/** Whoever works or is registered as unemployed all the same counts, whatever a certificate says. */
function excusedOf(
  { enrolments, certificates }: Pick<HouseholdMember, 'enrolments' | 'certificates'>,
  { status }: Work,
  day: IsoDate,
): Known<boolean> {
  const known = knownOn(day);
  if (enrolments.some((enrolment) => isEnrolled(enrolment, day))) return known('EDUCATION', true);
  if (status === 'RETIRED') return known('BENEFITS', true);
  const severe = certificates.filter(({ isSevere }) => isSevere);
  return known('DISABILITY', status === 'UNKNOWN' && certificateOn(severe, day) !== null);
}

function unemployedSince({ status, since }: Work): IsoDate | null {
  return status === 'UNEMPLOYED' ? since : null;
}

function datasetOf({ basis }: Pick<Employment, 'basis'>): PriorityDataset {
  if (basis === 'INSURANCE' || basis === 'INSURANCE_ENDED') return 'SOCIAL_INSURANCE';
  return basis === 'PENSION' || basis === 'UNEMPLOYMENT_BENEFIT' ? 'BENEFITS' : 'EMPLOYMENT_REGISTRATION';
}

function certificateOn(certificates: readonly CertificateRecord[], day: IsoDate): InclusiveSpan | null {
  const valid = certificates.flatMap(({ issuedOn, expiresOn }) =>
    issuedOn !== null && issuedOn <= day && (expiresOn === null || day <= expiresOn)
      ? [{ from: issuedOn, until: expiresOn }]
      : [],
  );
  return earliest(valid);
}

function dibaoOn({ assistance }: PersonRecords, day: IsoDate): InclusiveSpan | null {
  const drawn = assistance.flatMap(({ scheme, status, countedFrom, countedTo }) =>
    scheme === 'DIBAO' && status === 'ACTIVE' && (countedTo === null || day < countedTo)
      ? [{ from: countedFrom ?? day, until: null }]
      : [],
  );
  return earliest(drawn);
}

/** The last day at a college or university; null for whoever never was at one, or still is. */
function graduatedOn(enrolments: readonly EnrolmentRecord[], day: IsoDate): IsoDate | null {
  const higher = enrolments.filter(({ stage }) => stage === 'COLLEGE' || stage === 'UNIVERSITY');
  if (higher.some((enrolment) => isEnrolled(enrolment, day))) return null;
  const left = higher.flatMap(({ leftOn }) => (leftOn !== null && leftOn <= day ? [leftOn] : []));
  return left.sort().at(-1) ?? null;
}

function isEnrolled({ status, leftOn }: EnrolmentRecord, day: IsoDate): boolean {
  return leftOn === null ? status !== 'LEFT' : day < leftOn;
}

function earliest(spans: readonly InclusiveSpan[]): InclusiveSpan | null {
  return spans.toSorted((one, other) => (one.from < other.from ? -1 : 1))[0] ?? null;
}
