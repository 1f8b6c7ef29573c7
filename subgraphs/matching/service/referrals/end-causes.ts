/** Why somebody says no to a vacancy or an offer. Asked so that the next suggestions fit better, and for nothing else. */
export const JOBSEEKER_CAUSES = [
  'WAGE',
  'COMMUTE',
  'SHIFT',
  'WORK',
  'CONDITIONS',
  'EMPLOYER',
  'FAMILY',
  'HEALTH',
  'FOUND_WORK',
  'OTHER',
] as const;
export type JobseekerCause = (typeof JOBSEEKER_CAUSES)[number];

/** Why an employer does not take somebody: of the work alone. */
export const EMPLOYER_CAUSES = [
  'SKILLS',
  'EXPERIENCE',
  'LICENCE',
  'NOT_REACHED',
  'OTHER_CHOSEN',
  'OTHER',
] as const;
export type EmployerCause = (typeof EMPLOYER_CAUSES)[number];

/** Why a referral is withdrawn, or not gone on with. */
export type ClosingCause = 'BY_ADVISER' | 'CONSENT_WITHDRAWN' | 'VACANCY_WITHDRAWN' | 'NO_ANSWER';

export type EndCause = JobseekerCause | EmployerCause | ClosingCause;
