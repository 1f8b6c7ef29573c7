import { dayText, TODAY } from '../../province/draw/calendar.ts';
import { planMarket } from '../../province/market/plan-market.ts';
import { checkVacancy } from '../../subgraphs/matching/market/check-vacancy.ts';
import { jobseekerObstacles } from '../../subgraphs/matching/market/check-jobseeker.ts';
import type { IsoDate } from '../../subgraphs/matching/market/measures.ts';
import { isRefused } from '../../subgraphs/matching/market/vacancy-fault.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { BenchMarket } from './bench-market.ts';

/**
 * The planted market as the store keeps it: a vacancy that demands what is unlawful, or says what another does, is
 * there and refused; a profile that names nothing is matched with nothing. It must be said here, since no database is.
 */
export function planBenchMarket(plan: {
  readonly seed: number;
  readonly jobseekers: number;
  readonly vacancies: number;
  readonly questions: number;
}): BenchMarket {
  const { vacancies, jobseekers, truth } = planMarket(plan);
  const day = dayText(TODAY);
  const matched = Array.from(jobseekers).filter((jobseeker) => jobseekerObstacles(jobseeker).length === 0);
  const byKey = new Map(matched.map((jobseeker) => [jobseeker.personKey, jobseeker]));
  const questions = truth.preferences(plan.questions).flatMap(({ index, personKey, grades, oracle }) => {
    const jobseeker = byKey.get(personKey);
    if (jobseeker === undefined) return [];
    const wouldLast = (vacancyId: string): boolean => {
      const outcome = truth.outcome(index, vacancyId);
      return outcome?.kind === 'HIRED' && outcome.after[3] === 'AT_WORK';
    };
    return [{ jobseeker, grades, oracle, wouldLast }];
  });
  return { vacancies: checked(vacancies, day), jobseekers: matched, day, questions };
}

function checked(vacancies: Iterable<Vacancy>, day: IsoDate): readonly Vacancy[] {
  const byEmployer = new Map<string, Vacancy[]>();
  return Array.from(vacancies, (vacancy) => {
    const others = byEmployer.get(vacancy.employer) ?? [];
    byEmployer.set(vacancy.employer, [...others, vacancy]);
    return isRefused(checkVacancy(vacancy, { day, open: others.length, others }))
      ? { ...vacancy, status: 'REFUSED' }
      : vacancy;
  });
}
