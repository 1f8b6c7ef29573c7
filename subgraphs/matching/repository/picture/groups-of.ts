import { ageOn } from '../../../../identifiers/age-on.ts';
import { employmentOn, type EmploymentStatus } from './employment-on.ts';
import type { HouseholdMember, PersonRecords } from './person-records.ts';
import type { PersonSituation } from './person-timeline.ts';
import { daysMonthsAfter } from './span.ts';

/** The groups that are concluded from records that are not kept. */
export const CONCLUDED_GROUPS = ['DISABLED', 'DIBAO', 'ZERO_EMPLOYMENT', 'OVER_50_40', 'LONG_TERM'] as const;
export type ConcludedGroup = (typeof CONCLUDED_GROUPS)[number];

export type Answer = 'YES' | 'NO' | 'CANNOT_TELL';

/** Conclusions, and nothing of what they rest on. */
export type GroupAnswers = Readonly<Record<ConcludedGroup, Answer>>;

/** 就业促进法 art. 56; 就业援助 for the "4050": men from 50, women from 40. */
const FROM_AGE: Readonly<Record<string, number>> = { MALE: 50, FEMALE: 40 };
const WORKING_FROM = 16;
/**
 * 关于实施渐进式延迟法定退休年龄的决定 (2024) raises the ages month by month to 63, 58 and 55; whoever draws a pension is
 * no longer counted in any case.
 */
const WORKING_TO: Readonly<Record<string, number>> = { MALE: 60, FEMALE: 55 };

/** Which groups a person is in on a day. */
export function groupsOf(records: PersonRecords, situation: PersonSituation, day: string): GroupAnswers {
  return {
    DISABLED: yesOrNo(
      records.certificates.some(
        ({ issuedOn, expiresOn }) =>
          issuedOn !== null && issuedOn <= day && (expiresOn === null || day <= expiresOn),
      ),
    ),
    DIBAO: yesOrNo(
      records.assistance.some(
        ({ scheme, status, countedTo }) =>
          scheme === 'DIBAO' && status === 'ACTIVE' && (countedTo === null || day < countedTo),
      ),
    ),
    ZERO_EMPLOYMENT: zeroEmployment(records, situation.status, day),
    OVER_50_40: isOver(records.resident, day),
    LONG_TERM: yesOrNo(situation.status === 'UNEMPLOYED' && daysMonthsAfter(situation.since, 12) <= day),
  };
}

/**
 * A household of a town in which everybody of working age is out of work (就业促进法 art. 56). Of somebody about whom
 * labour knows nothing nobody can tell.
 */
function zeroEmployment({ resident, household }: PersonRecords, own: EmploymentStatus, day: string): Answer {
  if (household === null) return 'CANNOT_TELL';
  if (household.setting !== 'URBAN') return 'NO';
  const statuses = [
    statusAtWorkingAge(resident, own, day),
    ...household.others.map((member) => statusAtWorkingAge(member, statusOf(member, day), day)),
  ];
  if (statuses.some((status) => status === 'EMPLOYED' || status === 'FLEXIBLE')) return 'NO';
  if (!statuses.includes('UNEMPLOYED')) return 'NO';
  return statuses.includes('UNKNOWN') ? 'CANNOT_TELL' : 'YES';
}

/** Null for whoever does not count: too young, too old, retired or dead. */
function statusAtWorkingAge(
  { bornOn, sex }: Pick<HouseholdMember, 'bornOn' | 'sex'>,
  status: EmploymentStatus | null,
  day: string,
): EmploymentStatus | null {
  if (status === null || status === 'RETIRED' || status === 'DECEASED') return null;
  const age = ageOn(bornOn, day);
  // Work that is on record counts at any age.
  if (status === 'EMPLOYED' || status === 'FLEXIBLE' || age === null) return status;
  return age >= WORKING_FROM && age < (WORKING_TO[sex ?? ''] ?? 60) ? status : null;
}

/** Null for whoever is in the household no more. */
function statusOf(member: HouseholdMember, day: string): EmploymentStatus | null {
  if (member.status === 'MOVED_OUT' || member.status === 'CANCELLED') return null;
  return member.status === 'DECEASED' ? 'DECEASED' : employmentOn(member, null, day).status;
}

function isOver({ bornOn, sex }: PersonRecords['resident'], day: string): Answer {
  const age = ageOn(bornOn, day);
  const from = FROM_AGE[sex ?? ''];
  return age === null || from === undefined ? 'CANNOT_TELL' : yesOrNo(age >= from);
}

function yesOrNo(is: boolean): Answer {
  return is ? 'YES' : 'NO';
}
