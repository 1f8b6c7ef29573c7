import { worldOn } from '../../constraints/match-world.ts';
import type { Jobseeker } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import { JobseekerIndex } from '../../score/jobseeker-index.ts';
import { MARKET_DAY } from '../../score/testing/random-market.ts';
import { VacancyIndex } from '../../score/vacancy-index.ts';
import type { MirroredMarket } from '../../suggestions/market-mirror.ts';

/** A market as the mirror shows it, on the day of random markets; all of these people consent. */
export function marketOf(vacancies: readonly Vacancy[], jobseekers: readonly Jobseeker[]): MirroredMarket {
  const index = new VacancyIndex(worldOn(MARKET_DAY));
  for (const vacancy of vacancies) index.put(vacancy);
  const people = new JobseekerIndex(index);
  for (const jobseeker of jobseekers) people.put(jobseeker);
  return { vacancies: index, jobseekers: people };
}
