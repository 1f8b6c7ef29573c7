import { DEMAND_WORDS } from './bodily-words.ts';
import type { Constraint } from './constraint.ts';
import { listed } from './listed.ts';

/** The work asks nothing of a body that it can not do. */
export const physicalLimit: Constraint = {
  name: 'PHYSICAL',
  holds: { en: 'the work asks nothing that can not be done', zh: '岗位体力要求可以承担' },
  violationOf({ jobseeker, vacancy }) {
    const beyond = vacancy.demands.filter((demand) => jobseeker.cannot.includes(demand));
    if (beyond.length === 0) return null;
    const names = listed(beyond.map((demand) => DEMAND_WORDS[demand]));
    return {
      constraint: 'PHYSICAL',
      asked: names,
      there: { en: `can not do: ${names.en}`, zh: `无法承担${names.zh}` },
      wouldChange: { en: `the work without: ${names.en}`, zh: `岗位不再要求${names.zh}` },
      confidential: true,
    };
  },
};
