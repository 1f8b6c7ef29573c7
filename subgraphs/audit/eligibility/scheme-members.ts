/** Of each case number asked about that is on assistance under the scheme: the people of the family. */
export type FamiliesOfScheme = ReadonlyMap<string, readonly string[]>;

/** Of each person asked about: the case number of the one active family, or why there is none to be judged by. */
export type FamilyOfPerson = ReadonlyMap<string, { readonly caseNumber: string } | MemberTrouble>;
export type MemberTrouble = 'NOT_IN_SCHEME' | 'UNDECIDED';

/** The status of a family that is on assistance. */
export const ACTIVE = 'ACTIVE';

/** That somebody is counted in a family, as civil affairs records it. */
export interface Membership {
  readonly validTo: string | null;
  readonly qualityFlag: string | null;
  /** Null where it is not held. */
  readonly family: {
    readonly caseNumber: string | null;
    readonly scheme: string | null;
    readonly status: string | null;
  } | null;
}

/**
 * By which family somebody is judged: the active one of the scheme of which he is a member on the day.
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
    if (qualityFlag !== null || family?.scheme == null || family.status === null) return 'UNDECIDED';
    if (family.scheme !== scheme || family.status !== ACTIVE) continue;
    if (family.caseNumber === null) return 'UNDECIDED';
    caseNumbers.add(family.caseNumber);
  }
  const [caseNumber] = caseNumbers;
  if (caseNumber === undefined) return 'NOT_IN_SCHEME';
  return caseNumbers.size === 1 ? { caseNumber } : 'UNDECIDED';
}
