import { occupationTree } from '../occupations/occupation-tree.ts';
import type { Decline } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import type { Words } from '../occupations/words.ts';
import type { Constraint } from './constraint.ts';

/** What is said of the kind of thing that was declined. */
const THING_WORDS: Readonly<Record<Decline['what'], Words>> = {
  VACANCY: { en: 'this vacancy', zh: '该岗位' },
  EMPLOYER: { en: 'this employer', zh: '该用人单位' },
  OCCUPATION: { en: 'this occupation', zh: '该职业' },
  COUNTY: { en: 'this county', zh: '该县区' },
  SHIFT: { en: 'this shift', zh: '该班次' },
};

/** What somebody said no to is not suggested again until that is taken back. It has no other consequence. */
export const declined: Constraint = {
  name: 'DECLINED',
  holds: { en: 'nothing of it was declined', zh: '求职者未曾拒绝' },
  violationOf({ jobseeker, vacancy }) {
    const decline = jobseeker.declined.find((one) => isAbout(one, vacancy));
    if (decline === undefined) return null;
    const thing = THING_WORDS[decline.what];
    const name = occupationTree.name(decline.value);
    return {
      constraint: 'DECLINED',
      asked: { en: 'nothing that was declined', zh: '未曾拒绝的岗位' },
      there: {
        en: `a no was said to ${thing.en}${name === null ? '' : ` (${name.en})`}`,
        zh: `已拒绝${thing.zh}${name === null ? '' : `（${name.zh}）`}`,
      },
      wouldChange: { en: 'taking that no back', zh: '撤回该拒绝意见' },
      confidential: true,
    };
  },
};

/** Whether a decline names this vacancy, or something of it. */
export function isAbout({ what, value }: Decline, vacancy: Vacancy): boolean {
  switch (what) {
    case 'VACANCY':
      return vacancy.vacancyId === value;
    case 'EMPLOYER':
      return vacancy.employer === value;
    case 'OCCUPATION':
      return vacancy.occupation === value;
    case 'COUNTY':
      return vacancy.county === value;
    case 'SHIFT':
      return vacancy.shift === value;
  }
}
