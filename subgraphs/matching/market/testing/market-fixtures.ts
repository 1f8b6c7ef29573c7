import type { CreditCode } from '../../../../identifiers/credit-code.ts';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import type { Jobseeker } from '../jobseeker.ts';
import type { ProfileDraft } from '../keep-jobseeker.ts';
import type { VacancyDraft } from '../keep-vacancy.ts';
import type { Vacancy } from '../vacancy.ts';

/** A vacancy that nothing is wrong with; what a test is about is put over it. */
export function vacancyOf(over: Partial<Vacancy> = {}): Vacancy {
  return {
    vacancyId: 'V0000000001',
    employer: '91239900MA00000010' as CreditCode,
    title: '焊工',
    text: '负责车间电弧焊、氩弧焊作业，会看图纸，提供工装，按月发薪。',
    occupation: '6-18-02-04',
    skills: ['arc-welding', 'argon-welding'],
    licences: ['WELDING_WORK'],
    county: '230102',
    shift: 'DAY',
    contract: 'FULL_TIME',
    wageFen: { low: 500_000, high: 800_000 },
    lodging: false,
    demands: ['STANDING', 'FINE_SIGHT'],
    accommodations: [],
    minimumAge: 18,
    wanted: { years: 2, education: 'JUNIOR' },
    places: 3,
    filled: 0,
    openFrom: '2026-10-01',
    openUntil: '2026-12-31',
    status: 'OPEN',
    ...over,
  };
}

/** A jobseeker to whom nothing is an obstacle; what a test is about is put over it. */
export function jobseekerOf(over: Partial<Jobseeker> = {}): Jobseeker {
  return {
    personKey: 'RID:239901197806159989' as PersonKey,
    county: '230102',
    birthDate: '1978-06-15',
    occupations: ['6-18-02-04'],
    skills: ['arc-welding'],
    licences: ['WELDING_WORK'],
    text: '干过八年电焊，能吃苦',
    years: 8,
    education: 'JUNIOR',
    maxCommuteMinutes: 60,
    wageFloorFen: 450_000,
    shifts: ['DAY'],
    contracts: ['FULL_TIME'],
    needsLodging: false,
    cannot: [],
    needs: [],
    groups: [],
    declined: [],
    ...over,
  };
}

/** What the employer of a vacancy says of it. */
export function draftOf(vacancy: Vacancy): VacancyDraft {
  return without(vacancy, ['vacancyId', 'employer', 'filled', 'status']);
}

/** What a jobseeker says of themselves. */
export function profileOf(jobseeker: Jobseeker): ProfileDraft {
  return without(jobseeker, ['personKey', 'declined', 'groups']);
}

function without<T extends object, K extends keyof T>(whole: T, keys: readonly K[]): Omit<T, K> {
  const rest = { ...whole };
  for (const key of keys) Reflect.deleteProperty(rest, key);
  return rest;
}
