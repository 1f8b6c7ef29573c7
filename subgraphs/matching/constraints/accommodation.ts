import { ACCOMMODATION_WORDS } from './bodily-words.ts';
import type { Constraint } from './constraint.ts';
import { listed, listedOrNone } from './listed.ts';

/** The workplace offers what the jobseeker needs (残疾人就业条例 第十三条). */
export const accommodation: Constraint = {
  name: 'ACCOMMODATION',
  holds: { en: 'accommodation possible', zh: '可提供合理便利' },
  violationOf({ jobseeker, vacancy }) {
    const missing = jobseeker.needs.filter((need) => !vacancy.accommodations.includes(need));
    if (missing.length === 0) return null;
    const offered = vacancy.accommodations.map((offer) => ACCOMMODATION_WORDS[offer]);
    const names = listed(missing.map((need) => ACCOMMODATION_WORDS[need]));
    return {
      constraint: 'ACCOMMODATION',
      asked: listed(jobseeker.needs.map((need) => ACCOMMODATION_WORDS[need])),
      there: listedOrNone(offered),
      wouldChange: { en: `the workplace offering: ${names.en}`, zh: `用人单位提供${names.zh}` },
      confidential: true,
    };
  },
};
