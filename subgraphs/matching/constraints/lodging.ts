import type { Constraint } from './constraint.ts';

/** Who needs a bed at the place of work gets one. */
export const lodging: Constraint = {
  name: 'LODGING',
  holds: { en: 'lodging is given where it is needed', zh: '住宿需求可以满足' },
  violationOf: ({ jobseeker, vacancy }) =>
    !jobseeker.needsLodging || vacancy.lodging
      ? null
      : {
          constraint: 'LODGING',
          asked: { en: 'lodging', zh: '需要提供住宿' },
          there: { en: 'no lodging', zh: '岗位不提供住宿' },
          wouldChange: { en: 'the employer giving lodging', zh: '用人单位提供住宿' },
          confidential: false,
        },
};
