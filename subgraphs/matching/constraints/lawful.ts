import type { IsoDate } from '../market/measures.ts';
import { unlawfulDemands } from '../market/unlawful-demands.ts';
import type { VacancyFault } from '../market/vacancy-fault.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { wageFaults } from '../market/wage-faults.ts';
import type { Constraint } from './constraint.ts';
import { listed } from './listed.ts';

/** The employer demands nothing that the law forbids to demand, and pays what is lawful and makes sense. */
export const lawful: Constraint = {
  name: 'LAWFUL',
  holds: { en: 'the employer demands nothing unlawful', zh: '用人单位未提出违法要求' },
  violationOf({ vacancy }, { day }) {
    const faults = unlawfulIn(vacancy, day);
    if (faults.length === 0) return null;
    return {
      constraint: 'LAWFUL',
      asked: { en: 'lawful demands only', zh: '招聘条件须合法' },
      there: listed(faults.map(({ words }) => words)),
      wouldChange: { en: 'the employer correcting the vacancy', zh: '用人单位更正招聘条件' },
      confidential: false,
    };
  },
};

/** Reading a text for demands takes longer than everything else about a pair, and a vacancy is judged with many. */
const demandsOf = new WeakMap<Vacancy, readonly VacancyFault[]>();

/** What is unlawful in a vacancy, or makes no sense; empty where it may be matched. */
export function unlawfulIn(vacancy: Vacancy, day: IsoDate): readonly VacancyFault[] {
  const demands = demandsOf.get(vacancy) ?? unlawfulDemands(vacancy);
  demandsOf.set(vacancy, demands);
  return [...demands, ...wageFaults(vacancy, day)];
}
