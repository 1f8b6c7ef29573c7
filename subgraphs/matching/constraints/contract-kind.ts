import type { Contract } from '../market/working-terms.ts';
import type { Words } from '../occupations/words.ts';
import type { Constraint } from './constraint.ts';
import { acceptedOnly } from './listed.ts';

/** What is said of each kind of contract. */
const CONTRACT_WORDS: Readonly<Record<Contract, Words>> = {
  FULL_TIME: { en: 'full-time employment', zh: '全日制用工' },
  PART_TIME: { en: 'part-time employment', zh: '非全日制用工' },
  TEMPORARY: { en: 'temporary employment', zh: '短期用工' },
  DISPATCH: { en: 'dispatched employment', zh: '劳务派遣' },
};

/** Nobody is bound in a way that they did not name; who names none is told so (`jobseekerObstacles`). */
export const contractKind: Constraint = {
  name: 'CONTRACT',
  holds: { en: 'the kind of contract is accepted', zh: '用工形式可以接受' },
  violationOf({ jobseeker: { contracts }, vacancy }) {
    if (contracts.includes(vacancy.contract)) return null;
    const offered = CONTRACT_WORDS[vacancy.contract];
    return {
      constraint: 'CONTRACT',
      asked: acceptedOnly(contracts.map((accepted) => CONTRACT_WORDS[accepted])),
      there: offered,
      wouldChange: { en: `accepting ${offered.en}`, zh: `接受${offered.zh}` },
      confidential: false,
    };
  },
};
