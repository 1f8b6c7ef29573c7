/** Of each case number asked about that is, or may be, on assistance under the scheme: the people of the family. */
export type FamiliesOfScheme = ReadonlyMap<string, readonly string[] | 'UNDECIDED'>;

/** Of each person asked about: the case number of the one active family, or why there is none to be judged by. */
export type FamilyOfPerson = ReadonlyMap<string, { readonly caseNumber: string } | MemberTrouble>;
export type MemberTrouble = 'NOT_IN_SCHEME' | 'UNDECIDED';

/** How a family stands, as civil affairs records it. */
export interface FamilyCourse {
  readonly status: string | null;
  /** Days; null where it is not approved, or not stopped. */
  readonly approvedOn: string | null;
  readonly stoppedOn: string | null;
}

/** That somebody is counted in a family, as civil affairs records it. */
export interface Membership {
  readonly validTo: string | null;
  readonly qualityFlag: string | null;
  /** Null where it is not held. */
  readonly family:
    (FamilyCourse & { readonly caseNumber: string | null; readonly scheme: string | null }) | null;
}

/**
 * Whether a family is on assistance on a day; null where it can not be told.
 * WHY the days and not the status alone: a stop is recorded before the day from which it holds, and what a register knew
 * at the end of a day may already say so.
 */
export function isOnAssistance({ status, approvedOn, stoppedOn }: FamilyCourse, day: string): boolean | null {
  if (status !== 'ACTIVE' && status !== 'STOPPED') return status === null ? null : false;
  if (approvedOn !== null && approvedOn > day) return false;
  if (stoppedOn === null) return status === 'ACTIVE' ? true : null;
  return stoppedOn > day;
}

/**
 * By which family somebody is judged: the one of the scheme that is on assistance, and of which he is a member, on the day.
 * @param memberships null where the register does not know him: he may be on assistance under a number of another kind.
 *   WHY that is answered as a doubtful membership is: a job does not tell whether there is such a person.
 */
export function familyOf(
  memberships: readonly (Membership | null)[] | null,
  { scheme, day }: { readonly scheme: string; readonly day: string },
): { readonly caseNumber: string } | MemberTrouble {
  if (memberships === null) return 'UNDECIDED';
  const caseNumbers = new Set<string>();
  for (const membership of memberships) {
    if (membership === null) return 'UNDECIDED';
    if (membership.validTo !== null && membership.validTo <= day) continue;
    const { family, qualityFlag } = membership;
    if (qualityFlag !== null || family?.scheme == null) return 'UNDECIDED';
    const isOnIt = isOnAssistance(family, day);
    if (isOnIt === null) return 'UNDECIDED';
    if (family.scheme !== scheme || !isOnIt) continue;
    if (family.caseNumber === null) return 'UNDECIDED';
    caseNumbers.add(family.caseNumber);
  }
  const [caseNumber] = caseNumbers;
  if (caseNumber === undefined) return 'NOT_IN_SCHEME';
  return caseNumbers.size === 1 ? { caseNumber } : 'UNDECIDED';
}
