import type { Constraint } from './constraint.ts';
import { yuan } from './yuan.ts';

/** What is offered reaches the floor: an offer from below it to above it does, and scores lower for it. */
export const wageFloor: Constraint = {
  name: 'WAGE',
  holds: { en: 'the wage reaches the floor', zh: '工资达到最低期望' },
  violationOf({ jobseeker: { wageFloorFen }, vacancy: { wageFen } }) {
    if (wageFen.high >= wageFloorFen) return null;
    return {
      constraint: 'WAGE',
      asked: { en: `at least ${yuan(wageFloorFen)} yuan a month`, zh: `月薪不低于${yuan(wageFloorFen)}元` },
      there: { en: `at most ${yuan(wageFen.high)} yuan`, zh: `最高${yuan(wageFen.high)}元` },
      wouldChange: {
        en: `a floor of ${yuan(wageFen.high)} yuan, or an offer of ${yuan(wageFloorFen)}`,
        zh: `期望降至${yuan(wageFen.high)}元，或用人单位提高到${yuan(wageFloorFen)}元`,
      },
      confidential: false,
    };
  },
};
