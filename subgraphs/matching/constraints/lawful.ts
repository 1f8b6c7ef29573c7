import type { Constraint } from './constraint.ts';
import { listed } from './listed.ts';
import { unlawfulDemands } from './unlawful-demands.ts';

/** What the employer wrote demands nothing that the law forbids to demand, and the wage makes sense. */
export const lawful: Constraint = {
  name: 'LAWFUL',
  holds: { en: 'the employer demands nothing unlawful', zh: '用人单位未提出违法要求' },
  violationOf({ vacancy }) {
    const demands = unlawfulDemands(vacancy);
    if (demands.length === 0) return null;
    return {
      constraint: 'LAWFUL',
      asked: { en: 'lawful demands only', zh: '招聘条件须合法' },
      there: listed(demands.map(({ words }) => words)),
      wouldChange: { en: 'the employer correcting the vacancy', zh: '用人单位更正招聘条件' },
      confidential: false,
    };
  },
};
