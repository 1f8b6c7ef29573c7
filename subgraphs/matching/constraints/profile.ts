import type { Jobseeker } from '../market/jobseeker.ts';
import type { Constraint } from './constraint.ts';

/** A profile that says nothing of what somebody can or wants fits everything equally, so it is matched with nothing. */
export const profile: Constraint = {
  name: 'PROFILE',
  holds: { en: 'the profile says enough to be matched', zh: '求职档案信息足以匹配' },
  violationOf: ({ jobseeker }) =>
    saysEnough(jobseeker)
      ? null
      : {
          constraint: 'PROFILE',
          asked: { en: 'a wanted occupation, a skill or a text', zh: '意向职业、技能或自述中至少一项' },
          there: { en: 'an empty profile', zh: '求职档案为空' },
          wouldChange: {
            en: 'naming a wanted occupation or a skill',
            zh: '补充意向职业或技能',
          },
          confidential: false,
        },
};

/** Whether anything tells what somebody can do or wants to. */
export function saysEnough({ occupations, skills, text }: Jobseeker): boolean {
  return occupations.length > 0 || skills.length > 0 || /[\p{L}]/u.test(text);
}
