import { isRefused, type VacancyFault } from './vacancy-fault.ts';
import type { Vacancy, VacancyStatus } from './vacancy.ts';

/** What a vacancy's status is with what was found wrong with it. */
export function vacancyStatus(
  { filled, places }: Pick<Vacancy, 'filled' | 'places'>,
  faults: readonly VacancyFault[],
): VacancyStatus {
  if (isRefused(faults)) return 'REFUSED';
  if (faults.some(({ code }) => code === 'EXPIRED')) return 'WITHDRAWN';
  return filled >= places ? 'FILLED' : 'OPEN';
}
