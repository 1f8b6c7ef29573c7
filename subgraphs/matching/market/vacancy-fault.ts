import type { Words } from '../occupations/words.ts';

export type VacancyFaultCode =
  | 'SEX'
  | 'AGE'
  | 'ORIGIN'
  | 'MARRIAGE'
  | 'ETHNICITY'
  | 'RELIGION'
  | 'HEALTH'
  | 'DISABILITY'
  | 'ASSISTANCE'
  | 'DEPOSIT'
  | 'WAGE_ORDER'
  | 'WAGE_BELOW_MINIMUM'
  | 'WAGE_ABSURD'
  | 'OCCUPATION_UNKNOWN'
  | 'COUNTY_UNKNOWN'
  | 'TEXT_EMPTY'
  | 'PLACES'
  | 'DATES'
  | 'DUPLICATE'
  | 'NEAR_DUPLICATE'
  | 'TOO_MANY'
  | 'EXPIRED';

/** Something that is wrong with a vacancy, told to whoever posted it. */
export interface VacancyFault {
  readonly code: VacancyFaultCode;
  /** `REFUSED`: matched with nobody until the employer changes it. `FLAGGED`: shown, and decided by what else holds. */
  readonly effect: 'REFUSED' | 'FLAGGED';
  readonly words: Words;
  /** The article that it is against; null where it only makes no sense. */
  readonly statute: string | null;
  /** The employer's own words that say so, ` … ` between two places; null where no words do. */
  readonly found: string | null;
}

/** Whether any of them keeps a vacancy from being matched at all. */
export function isRefused(faults: readonly VacancyFault[]): boolean {
  return faults.some(({ effect }) => effect === 'REFUSED');
}
