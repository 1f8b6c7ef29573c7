import type { Words } from '../../occupations/words.ts';

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

/** What each of them says, where it stands as a reason. */
export const CAUSE_WORDS: Readonly<Record<JobseekerCause, Words>> = {
  WAGE: { en: 'the wage', zh: '工资待遇' },
  COMMUTE: { en: 'the way to work', zh: '上下班路程' },
  SHIFT: { en: 'the hours or shifts', zh: '班次或工作时间' },
  WORK: { en: 'the work itself', zh: '工作内容' },
  CONDITIONS: { en: 'the conditions at the place of work', zh: '工作条件' },
  EMPLOYER: { en: 'the employer', zh: '用人单位' },
  FAMILY: { en: 'the family', zh: '家庭原因' },
  HEALTH: { en: 'health', zh: '健康原因' },
  FOUND_WORK: { en: 'other work was found', zh: '已找到其他工作' },
  OTHER: { en: 'something else', zh: '其他原因' },
};

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
