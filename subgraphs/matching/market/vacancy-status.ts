import type { Words } from '../occupations/words.ts';
import { isRefused, type VacancyFault } from './vacancy-fault.ts';
import type { Vacancy, VacancyStatus } from './vacancy.ts';

/** How the places of a vacancy stand. */
export interface PlacesTaken extends Pick<Vacancy, 'places' | 'filled'> {
  /** How many of the taken ones are only held for somebody who was referred: each may come free again. */
  readonly held: number;
}

/** What is told of a vacancy that is `FILLED`. WHY no fault: it is nothing that its employer said wrong, and may pass. */
export const FILLED_WORDS: Words = { en: 'every place is taken', zh: '招聘名额已满' };

/** What a vacancy's status is: shut, whatever its places, or as they stand. */
export function vacancyStatus({ places, filled, held }: PlacesTaken, shut: Shut): VacancyStatus {
  return shut ?? (filled - held >= places ? 'FILLED' : 'OPEN');
}

/** Why nobody can be sent to a vacancy, however many of its places are free; null: nothing is in the way. */
export type Shut = 'REFUSED' | 'WITHDRAWN' | null;

export function shutByFaults(faults: readonly VacancyFault[]): Shut {
  if (isRefused(faults)) return 'REFUSED';
  return faults.some(({ code }) => code === 'EXPIRED') ? 'WITHDRAWN' : null;
}

/** What keeps a vacancy shut that was so before. */
export function stillShut(status: VacancyStatus): Shut {
  return status === 'REFUSED' || status === 'WITHDRAWN' ? status : null;
}
