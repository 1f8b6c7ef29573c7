import { ageOn } from '../../../identifiers/age-on.ts';
import { minimumAgeFor } from '../occupations/minimum-age.ts';
import type { Constraint } from './constraint.ts';

/**
 * Nobody under sixteen works (劳动法 第十五条), and some work is barred to minors (第六十四条); an employer may ask 18 for
 * any. There is no other bar: how
 * old somebody is beyond it is read by nothing here.
 */
export const ageBar: Constraint = {
  name: 'AGE',
  holds: { en: 'old enough for this work', zh: '符合该岗位最低就业年龄' },
  violationOf({ jobseeker, vacancy: { minimumAge, occupation, shift } }, { day }) {
    const isByLaw = minimumAgeFor(occupation, shift) >= minimumAge;
    const age = ageOn(jobseeker.birthDate, day);
    if (age !== null && age >= minimumAge) return null;
    return {
      constraint: 'AGE',
      asked: {
        en: `at least ${minimumAge} years, ${isByLaw ? 'by law' : 'asked by the employer'}`,
        zh: `${isByLaw ? '依法' : '用人单位要求'}须年满${minimumAge}周岁`,
      },
      there:
        age === null
          ? { en: 'the date of birth is not established', zh: '出生日期无法认定' }
          : { en: `${age} years`, zh: `${age}周岁` },
      wouldChange:
        age === null
          ? { en: 'establishing the date of birth', zh: '核实出生日期' }
          : { en: `turning ${minimumAge}`, zh: `年满${minimumAge}周岁` },
      confidential: false,
    };
  },
};
