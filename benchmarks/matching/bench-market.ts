import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { IsoDate } from '../../subgraphs/matching/market/measures.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';

/** The planted market, all of it in memory. */
export interface BenchMarket {
  readonly vacancies: readonly Vacancy[];
  readonly jobseekers: readonly Jobseeker[];
  readonly day: IsoDate;
  readonly questions: readonly Question[];
}

/** A jobseeker of whom is known what they would like and can do, which no score was made from. */
export interface Question {
  readonly jobseeker: Jobseeker;
  /** Vacancy id → how relevant, 1 to 3; what is not in it is not relevant. */
  readonly grades: ReadonlyMap<string, number>;
  /** Vacancies in the order of what the plan holds of them, before chance: no ranking can know more. */
  readonly oracle: readonly string[];
  /** Whether a referral there would end in work that lasts three months. */
  readonly wouldLast: (vacancyId: string) => boolean;
}
