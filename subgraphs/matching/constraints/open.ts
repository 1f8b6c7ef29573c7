import type { Words } from '../occupations/words.ts';
import type { IsoDate } from '../market/measures.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { whyShut } from '../market/why-shut.ts';
import type { Constraint } from './constraint.ts';

/** Open on the day, with a place left. */
export const open: Constraint = {
  name: 'OPEN',
  holds: { en: 'the vacancy is open and has a place', zh: '岗位在招且有名额' },
  violationOf({ vacancy }, { day }) {
    const there = closedBecause(vacancy, day);
    if (there === null) return null;
    return {
      constraint: 'OPEN',
      asked: { en: `an open place on ${day}`, zh: `${day}在招的名额` },
      there,
      wouldChange: { en: 'the employer opening it again', zh: '用人单位重新开放该岗位' },
      confidential: false,
    };
  },
};

function closedBecause(vacancy: Vacancy, day: IsoDate): Words | null {
  const { status, filled, places } = vacancy;
  const shut = whyShut(vacancy, day);
  if (shut !== null) return shut;
  if (status === 'FILLED' || filled >= places)
    return { en: `all ${places} places are taken`, zh: `${places}个名额已满` };
  return null;
}
