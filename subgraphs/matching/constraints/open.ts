import type { Words } from '../occupations/words.ts';
import type { Vacancy } from '../market/vacancy.ts';
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

function closedBecause({ status, filled, places, openFrom, openUntil }: Vacancy, day: string): Words | null {
  if (status === 'WITHDRAWN') return { en: 'withdrawn by the employer', zh: '用人单位已撤回' };
  if (status === 'REFUSED')
    return { en: 'not published, since something in it can not be', zh: '内容不合要求，未予发布' };
  if (status === 'FILLED' || filled >= places)
    return { en: `all ${places} places are taken`, zh: `${places}个名额已满` };
  if (openFrom > day) return { en: `opens on ${openFrom}`, zh: `自${openFrom}起招聘` };
  if (openUntil < day) return { en: `closed after ${openUntil}`, zh: `已于${openUntil}截止` };
  return null;
}
