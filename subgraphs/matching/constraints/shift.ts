import type { Shift } from '../market/working-terms.ts';
import type { Words } from '../occupations/words.ts';
import type { Constraint } from './constraint.ts';
import { acceptedOnly } from './listed.ts';

/** What is said of each shift. */
const SHIFT_WORDS: Readonly<Record<Shift, Words>> = {
  DAY: { en: 'day work', zh: '白班' },
  NIGHT: { en: 'night work', zh: '夜班' },
  ROTATING: { en: 'rotating shifts', zh: '倒班' },
};

/** Nobody is sent to a shift that they did not name; who names none is told so (`jobseekerObstacles`). */
export const shift: Constraint = {
  name: 'SHIFT',
  holds: { en: 'the shift is accepted', zh: '班次可以接受' },
  violationOf({ jobseeker: { shifts }, vacancy }) {
    if (shifts.includes(vacancy.shift)) return null;
    const offered = SHIFT_WORDS[vacancy.shift];
    return {
      constraint: 'SHIFT',
      asked: acceptedOnly(shifts.map((accepted) => SHIFT_WORDS[accepted])),
      there: offered,
      wouldChange: { en: `accepting ${offered.en}`, zh: `接受${offered.zh}` },
      confidential: false,
    };
  },
};
